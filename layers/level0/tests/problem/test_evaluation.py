"""Who is scored on what."""

import pandas as pd
import pytest
from sklearn.dummy import DummyRegressor

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS
from {{ cookiecutter.package_name }}.steps.evaluate import better, measure_holdout, score
from {{ cookiecutter.package_name }}.steps.prepare import Split
from {{ cookiecutter.package_name }}.steps.train import fit


@pytest.fixture
def scored(month: pd.DataFrame) -> pd.DataFrame:
    """20 hours fitted on, 10 held out; the candidate says 5, the baseline 9, always."""
    rows = check(month, OBSERVATIONS, "month").assign(count=5)
    data = Split(rows.iloc[:20], rows.iloc[20:30].reset_index(drop=True))
    candidate, baseline = (
        fit(DummyRegressor(strategy="constant", constant=value), data.training) for value in (5, 9)
    )
    return score(data, candidate, baseline)


def test_the_holdout_is_what_was_held_out(scored: pd.DataFrame) -> None:
    assert scored["held_out"].tolist() == [False] * 20 + [True] * 10


def test_each_is_measured_by_its_own_predictions(scored: pd.DataFrame) -> None:
    measured = measure_holdout(scored)
    assert measured["candidate"]["mae"] == 0
    assert measured["baseline"]["mae"] == 4
    assert better(measured)


def test_rows_that_were_fitted_on_do_not_count(scored: pd.DataFrame) -> None:
    scored.loc[~scored["held_out"], "predicted"] = 1000
    assert measure_holdout(scored)["candidate"]["mae"] == 0
