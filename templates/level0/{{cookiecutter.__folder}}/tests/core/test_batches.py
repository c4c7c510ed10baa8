"""Batches: names, gaps, what is worked with and what is held out."""

from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import batches
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import DataParams

MONTHS = ["2011-01", "2011-02", "2011-03", "2011-04"]
FREQUENCIES = {
    "D": "2011-07-06",
    "W-SUN": "2011-07-04",
    "M": "2011-07",
    "Q": "2011Q3",
    "Y": "2011",
}


@pytest.fixture(autouse=True)
def by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "TIME", "at")
    monkeypatch.setattr(batches, "FREQUENCY", "M")


@pytest.fixture
def without_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "TIME", None)
    monkeypatch.setattr(batches, "TARGET", "kind")


@pytest.mark.parametrize(("frequency", "name"), FREQUENCIES.items())
def test_a_batch_is_called_by_its_period(
    frequency: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "FREQUENCY", frequency)
    day = pd.Series(pd.to_datetime(["2011-07-06 13:00"]))
    assert batches.of(day).tolist() == [name] == [batches.parse(name)]
    start, end = batches.span(name)
    assert start <= day[0] < end
    for other in {*FREQUENCIES.values(), "2011-7", "July"} - {name, "2011-07-04"}:
        with pytest.raises(ProjectError, match="is not a"):
            batches.parse(other)


@pytest.mark.usefixtures("without_time")
def test_without_time_a_batch_is_called_like_its_file(tmp_path: Path) -> None:
    for name in ("b.csv", "a 1.csv", ".c.csv", "a-1.csv", "notes.txt"):
        (tmp_path / name).touch()
    assert batches.landed(tmp_path) == ["a-1", "b"]


def test_neighbours_are_said_as_a_range() -> None:
    assert batches.ranges([*MONTHS, "2011-06"]) == "2011-01 to 2011-04, 2011-06"
    every_other = [f"20{year}-01" for year in range(10, 20)]
    assert batches.ranges(every_other) == "2010-01 to 2019-01 (10 in all)"


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        (DataParams(), MONTHS),
        (DataParams.model_construct(until="2011-03", window=0, holdout=1), MONTHS[:3]),
        (DataParams(window=2), MONTHS[2:]),
    ],
)
def test_until_and_window_choose(data: DataParams, chosen: list[str]) -> None:
    assert batches.choose(MONTHS, data) == chosen


def test_what_has_not_landed_and_too_little_are_refused() -> None:
    with pytest.raises(ProjectError, match=r"2011-05 .* run `uv run poe extract`"):
        batches.choose(MONTHS, DataParams.model_construct(until="2011-05", window=0, holdout=1))
    with pytest.raises(ProjectError, match="none is left to train on"):
        batches.choose(MONTHS, DataParams(holdout=4))


def rows(*names: str) -> pd.DataFrame:
    return pd.DataFrame({batches.BATCH: names, "kind": ["a", "b"] * (len(names) // 2)})


def test_the_newest_batches_are_held_out() -> None:
    parts = batches.split(rows(*MONTHS), 1)
    assert parts.holdout[batches.BATCH].tolist() == ["2011-04"]
    assert parts.all[batches.BATCH].tolist() == MONTHS


@pytest.mark.usefixtures("without_time")
def test_of_the_only_batch_a_share_of_each_class_is_held_out() -> None:
    assert batches.choose(["all"], DataParams()) == ["all"]
    parts = batches.split(rows(*["all"] * 100), 1)
    assert parts.holdout["kind"].value_counts().to_dict() == {"a": 10, "b": 10}
    assert parts.holdout.equals(batches.split(rows(*["all"] * 100), 1).holdout)
    assert len(parts.training) == 80
