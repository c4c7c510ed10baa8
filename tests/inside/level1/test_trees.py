"""Compiled trees give what scikit-learn gives."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from bike_rides.core.contract import columns
from bike_rides.problem import features, model
from bike_rides.problem.schema import TARGET, Inputs
from bike_rides.service import trees
from bike_rides.service.scoring import Scorer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

COLORS = ["red", "green", "blue"]
TARGETS = {
    "regression": lambda size, color: size * 3.0 + color,
    "two classes": lambda size, color: np.where(size + color > 1, "yes", "no"),
    "three classes": lambda size, color: np.array(["c", "a", "b"])[color.astype(int)],
}


def features_of(rows: int) -> pd.DataFrame:
    numbers = np.random.default_rng(0)
    return pd.DataFrame({"size": numbers.random(rows), "color": numbers.choice(COLORS, rows)})


@pytest.fixture(autouse=True)
def colors(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {name: float(code) for code, name in enumerate(COLORS)}
    monkeypatch.setattr(trees, "CODES", {**trees.CODES, "color": codes})


@pytest.mark.parametrize("kind", TARGETS)
def test_they_predict_what_the_model_predicts(kind: str) -> None:
    table = features_of(300)
    target = TARGETS[kind](table["size"], table["color"].map(COLORS.index))
    estimator: Any = (
        HistGradientBoostingRegressor if kind == "regression" else HistGradientBoostingClassifier
    )
    fitted = estimator(categorical_features="from_dtype", max_iter=20, early_stopping=False)
    fitted.fit(table.assign(color=pd.Categorical(table["color"], COLORS)), target)
    table.loc[:9, "size"] = np.nan
    table.loc[5:14, "color"] = "unheard of"
    arrays = {name: table[name].to_numpy() for name in table}
    found = trees.Trees(fitted, ["size", "color"]).predict(arrays)
    seen = table.assign(color=table["color"].where(table["color"].isin(COLORS)))
    seen["color"] = pd.Categorical(seen["color"], COLORS)
    if kind == "regression":
        np.testing.assert_allclose(found["prediction"], fitted.predict(seen), rtol=1e-6)
        return
    assert found["prediction"] == fitted.predict(seen).tolist()
    given = np.array([found[f"probability_{label}"] for label in fitted.classes_]).T
    np.testing.assert_allclose(given, fitted.predict_proba(seen), atol=1e-6)


def test_lightgbm_s_too() -> None:
    lightgbm = pytest.importorskip("lightgbm")
    table = features_of(300).assign(color=lambda t: pd.Categorical(t["color"], COLORS))
    fitted = lightgbm.LGBMRegressor(n_estimators=20, verbose=-1).fit(table, table["size"] * 3)
    arrays = {name: table[name].to_numpy() for name in table}
    found = trees.Trees(fitted, ["size", "color"]).predict(arrays)
    np.testing.assert_allclose(found["prediction"], fitted.predict(table), rtol=1e-6)


@pytest.fixture(scope="module")
def fitted(rows: pd.DataFrame) -> Any:
    return model.fit(model.ModelParams(max_iter=20), features.build(rows), rows[TARGET])


def test_the_bikes_are_scored_by_them(fitted: Any, rows: pd.DataFrame) -> None:
    assert Scorer(fitted, rows[columns(Inputs)].head(20)).without_trees == ""


def test_a_model_that_is_no_forest_is_used_itself(rows: pd.DataFrame) -> None:
    class Hours:
        def predict(self, seen: pd.DataFrame) -> pd.Series:
            return seen["hour"] + 0.5

    scorer = Scorer(Hours(), rows[columns(Inputs)].head(20))
    assert scorer.without_trees.startswith("the model itself: ")
    sent = rows.iloc[8][columns(Inputs)].to_dict()
    assert scorer.score(scorer.columns([Inputs(**sent)])) == {"prediction": [8.5]}


def test_without_features_from_arrays_the_answers_are_the_same(
    fitted: Any, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = rows[columns(Inputs)].head(20)
    build = features.build(rows.head(20))
    monkeypatch.setattr(features, "build", lambda table: build.iloc[: len(table)])
    monkeypatch.delattr(features, "columns")
    scorer = Scorer(fitted, sample)
    expected = model.predict(fitted, build.head(1))["prediction"]
    sent = scorer.columns([Inputs(**sample.iloc[0].to_dict())])
    np.testing.assert_allclose(scorer.score(sent)["prediction"], expected, rtol=1e-6)


def test_trees_that_give_something_else_are_not_used(
    fitted: Any, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"prediction": [1e9]}
    monkeypatch.setattr(trees.Trees, "predict", lambda *_: wrong)
    scorer = Scorer(fitted, rows[columns(Inputs)].head(20))
    assert scorer.without_trees.startswith("the model itself")
    sent = rows.iloc[0][columns(Inputs)].to_dict()
    assert scorer.score(scorer.columns([Inputs(**sent)])) != wrong
