"""Batches: names by period or by file, lists of them for people, one alone."""

from pathlib import Path

import pandas as pd
import pytest
from bike_rides.core import batches
from bike_rides.core.errors import ProjectError
from bike_rides.core.params import DataParams

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


@pytest.mark.usefixtures("without_time")
def test_of_the_only_batch_a_share_of_each_class_is_held_out() -> None:
    assert batches.choose(["all"], DataParams()) == ["all"]
    rows = pd.DataFrame({batches.BATCH: ["all"] * 100, "kind": ["a", "b"] * 50})
    parts = batches.split(rows, 1)
    assert parts.holdout["kind"].value_counts().to_dict() == {"a": 10, "b": 10}
    assert parts.holdout.equals(batches.split(rows, 1).holdout)
    assert len(parts.training) == 80
