"""Batches: what is worked with and what is held out."""

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import batches
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import DataParams

MONTHS = ["2011-01", "2011-02", "2011-03", "2011-04"]


@pytest.fixture(autouse=True)
def by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "TIME", "at")
    monkeypatch.setattr(batches, "FREQUENCY", "M")


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


def test_the_newest_batches_are_held_out() -> None:
    parts = batches.split(pd.DataFrame({batches.BATCH: MONTHS}), 1)
    assert parts.holdout[batches.BATCH].tolist() == ["2011-04"]
    assert parts.all[batches.BATCH].tolist() == MONTHS
