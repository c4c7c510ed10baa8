"""The model and the baseline, on the real data."""

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.params import load
from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import features, metrics, source
from {{ cookiecutter.package_name }}.problem.model import NaiveBaseline, predict
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS, TARGET
from {{ cookiecutter.package_name }}.steps.prepare import split
from {{ cookiecutter.package_name }}.steps.train import Fitted, train


@pytest.fixture(scope="module")
def half_year() -> pd.DataFrame:
    months = [name for name in source.months() if name <= "2011-06"]
    tables = [check(source.read_month(name), OBSERVATIONS, name) for name in months]
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def fitted(half_year: pd.DataFrame) -> Fitted:
    return train(split(half_year, 1), load().model)


def test_the_candidate_beats_the_baseline_on_the_holdout(
    half_year: pd.DataFrame, fitted: Fitted
) -> None:
    holdout = split(half_year, 1).holdout
    unseen = features.build(holdout)
    error = metrics.measure(holdout[TARGET], predict(fitted.candidate, unseen))["wape"]
    habit = metrics.measure(holdout[TARGET], predict(fitted.baseline, unseen))["wape"]
    assert error < 0.2 < habit


def test_the_same_data_gives_the_same_predictions(half_year: pd.DataFrame, fitted: Fitted) -> None:
    again = train(split(half_year, 1), load().model)
    seen = features.build(half_year)
    difference = np.abs(predict(fitted.model, seen) - predict(again.model, seen))
    assert difference.max() < 1e-9


def test_the_model_has_seen_the_holdout_and_the_candidate_has_not(
    half_year: pd.DataFrame, fitted: Fitted
) -> None:
    unseen = features.build(split(half_year, 1).holdout)
    assert not np.allclose(predict(fitted.model, unseen), predict(fitted.candidate, unseen))


def test_the_baseline_is_the_mean_of_hour_and_kind_of_day() -> None:
    seen = pd.DataFrame({"hour": [8, 8, 8, 9], "workingday": [1, 1, 0, 1]})
    baseline = NaiveBaseline().fit(seen, pd.Series([10, 20, 7, 3]))
    asked = pd.DataFrame({"hour": [8, 8, 23], "workingday": [1, 0, 1]})
    assert baseline.predict(asked).tolist() == [15, 7, 10]
