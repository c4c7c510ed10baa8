"""The backtest: each month is forecast from what had landed before it, and from nothing else."""

import pandas as pd
import pytest
from {{ cookiecutter.package_name }}.core.tables import check

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import Params, load
from {{ cookiecutter.package_name }}.experiment import backtest
from {{ cookiecutter.package_name }}.experiment.variants import Variant, override
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS, TARGET

pytestmark = pytest.mark.example

MONTHS = ["2011-01", "2011-02", "2011-03", "2011-04"]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: check(source.read_month(name), OBSERVATIONS, name) for name in MONTHS}


@pytest.fixture(scope="module")
def params() -> Params:
    return override(load(), {"data.window_months": 0, "data.holdout_months": 1}, "all")


def test_later_rows_have_no_part_in_a_forecast(
    tables: dict[str, pd.DataFrame], params: Params
) -> None:
    known = {name: rows for name, rows in tables.items() if name <= MONTHS[2]}
    constant = tables[MONTHS[3]][TARGET].iloc[0]
    spoilt = tables | {MONTHS[3]: tables[MONTHS[3]].assign(**{TARGET: constant})}
    expected = backtest.score_month(known, params, MONTHS[2])
    assert backtest.score_month(spoilt, params, MONTHS[2]) == expected


def test_a_window_leaves_out_what_is_older(tables: dict[str, pd.DataFrame], params: Params) -> None:
    window = override(params, {"data.window_months": 2}, "window")
    newest = {name: rows for name, rows in tables.items() if name > MONTHS[0]}
    expected = backtest.score_month(newest, params, MONTHS[3])
    assert backtest.score_month(tables, window, MONTHS[3]) == expected


def test_variants_are_scored_in_processes_as_in_this_one(
    tables: dict[str, pd.DataFrame], params: Params
) -> None:
    window = override(params, {"data.window_months": 2}, "window")
    variants = [Variant("all", params), Variant("window", window)]
    scores = backtest.backtest(tables, variants, MONTHS[2:], processes=2)
    assert list(scores) == ["all", "window"]
    assert list(scores["all"]) == MONTHS[2:]
    assert scores["all"][MONTHS[3]] == backtest.score_month(tables, params, MONTHS[3])


def test_too_little_to_train_on_is_an_error(
    tables: dict[str, pd.DataFrame], params: Params
) -> None:
    with pytest.raises(ProjectError, match="none is left to train on"):
        backtest.score_month(tables, params, MONTHS[1])


def test_months_that_have_not_landed_name_the_step() -> None:
    with pytest.raises(ProjectError, match=r"run `uv run poe extract --until YYYY-MM`"):
        backtest.months_to_forecast(MONTHS, "9998-01", "9998-12")
