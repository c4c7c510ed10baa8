"""The quick way through a boosted forest gives what scikit-learn gives."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import TARGET
from {{ cookiecutter.package_name }}.service import scoring
from {{ cookiecutter.package_name }}.service.forest import Forest

pytestmark = pytest.mark.example


@pytest.fixture
def seen(observed: pd.DataFrame) -> pd.DataFrame:
    """Features with holes in numbers and categories."""
    holes = features.build(observed)
    holes.loc[::7, "temp_c"] = np.nan
    holes.loc[::11, "weather"] = np.nan
    return holes


@pytest.mark.parametrize("loss", ["poisson", "squared_error", "absolute_error", "gamma"])
def test_regression(loss: str, seen: pd.DataFrame, observed: pd.DataFrame) -> None:
    model = HistGradientBoostingRegressor(
        loss=loss, categorical_features="from_dtype", max_iter=30, max_leaf_nodes=None, max_depth=5
    ).fit(seen, observed[TARGET])
    forest = Forest(model)
    for rows in (seen, forest.probes()):
        np.testing.assert_allclose(forest.predict(rows), model.predict(rows), rtol=1e-12)


def test_two_classes(seen: pd.DataFrame, observed: pd.DataFrame) -> None:
    model = HistGradientBoostingClassifier(categorical_features="from_dtype", max_iter=20)
    model.fit(seen, observed[TARGET] > 50)
    np.testing.assert_allclose(
        Forest(model).predict(seen), model.predict_proba(seen)[:, 1], rtol=1e-12
    )


def test_numbers_only(seen: pd.DataFrame, observed: pd.DataFrame) -> None:
    numbers = seen.drop(columns="weather")
    model = HistGradientBoostingRegressor(max_iter=20).fit(numbers, observed[TARGET])
    np.testing.assert_allclose(Forest(model).predict(numbers), model.predict(numbers), rtol=1e-12)


def test_a_category_never_seen_counts_as_missing(
    seen: pd.DataFrame, observed: pd.DataFrame, models: dict[int, Any]
) -> None:
    strange = seen.head(5).assign(weather=pd.Categorical(["frogs"] * 5))
    np.testing.assert_allclose(
        Forest(models[1]).predict(strange), models[1].predict(strange), rtol=1e-12
    )


@pytest.mark.parametrize(
    "model",
    [
        HistGradientBoostingRegressor(max_iter=2, max_leaf_nodes=100, min_samples_leaf=2),
        HistGradientBoostingClassifier(max_iter=2),
    ],
)
def test_what_it_cannot_do_is_left_to_the_model(
    model: Any, seen: pd.DataFrame, observed: pd.DataFrame
) -> None:
    numbers = seen.drop(columns="weather")
    assert scoring.same_as(model.fit(numbers, observed[TARGET] // 40)) is None


def test_a_forest_that_differs_is_not_used(
    models: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scoring.same_as(models[1])
    honest = Forest.predict
    monkeypatch.setattr(Forest, "predict", lambda self, rows: honest(self, rows) + 1e-6)
    assert scoring.same_as(models[1]) is None
