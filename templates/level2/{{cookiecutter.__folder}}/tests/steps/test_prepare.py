"""Choosing and splitting months."""

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import DataParams
from {{ cookiecutter.package_name }}.problem.schema import TIMESTAMP
from {{ cookiecutter.package_name }}.steps.prepare import (
    choose_months,
    missing_months,
    months_of,
    split,
)

LANDED = ["2011-01", "2011-02", "2011-03", "2011-04"]


def test_all_months_up_to_the_last_one_wanted() -> None:
    assert choose_months(LANDED, DataParams(until="2011-03")) == LANDED[:3]


def test_a_window_counts_back_from_the_last_one() -> None:
    assert choose_months(LANDED, DataParams(until="2011-04", window_months=2)) == LANDED[2:]


def test_a_month_that_has_not_landed_names_the_step() -> None:
    with pytest.raises(ProjectError, match=r"2011-05 .* run `uv run poe extract`"):
        choose_months(LANDED, DataParams(until="2011-05"))


def test_months_between_that_have_not_landed_are_named() -> None:
    assert missing_months(["2011-11", "2012-02"]) == ["2011-12", "2012-01"]


def test_something_must_be_left_to_train_on() -> None:
    with pytest.raises(ProjectError, match="none is left to train on"):
        choose_months(LANDED, DataParams(until="2011-01"))


def test_the_holdout_is_the_newest_month() -> None:
    hours = pd.date_range("2011-01-30", "2011-03-02", freq="h")
    parts = split(pd.DataFrame({TIMESTAMP: hours}), holdout_months=1)
    assert set(months_of(parts.holdout)) == {"2011-03"}
    assert parts.training[TIMESTAMP].max() < parts.holdout[TIMESTAMP].min()
    assert len(parts.all) == len(hours)
