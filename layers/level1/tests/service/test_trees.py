"""Compiled trees give what scikit-learn gives."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from {{ cookiecutter.package_name }}.service import trees

COLORS = ["red", "green", "blue"]
TARGETS = {
    "regression": lambda size, color: size * 3.0 + color,
    "two classes": lambda size, color: np.where(size + color > 1, "yes", "no"),
    "three classes": lambda size, color: np.array(["c", "a", "b"])[color.astype(int)],
}


@pytest.mark.parametrize("kind", TARGETS)
def test_they_predict_what_the_model_predicts(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {name: float(code) for code, name in enumerate(COLORS)}
    monkeypatch.setattr(trees, "CODES", {"color": codes})
    numbers = np.random.default_rng(0)
    table = pd.DataFrame({"size": numbers.random(300), "color": numbers.choice(COLORS, 300)})
    target = TARGETS[kind](table["size"], table["color"].map(codes))
    make: Any = HistGradientBoostingRegressor if kind == "regression" else None
    model = (make or HistGradientBoostingClassifier)(
        categorical_features="from_dtype", max_iter=20, early_stopping=False
    )
    category = {"color": pd.CategoricalDtype(COLORS)}
    model.fit(table.astype(category), target)
    table.loc[:9, "size"] = np.nan
    table.loc[5:14, "color"] = "unheard of"
    found = trees.Trees(model, ["size", "color"]).predict(
        {name: table[name].to_numpy() for name in table}
    )
    seen = table.astype({"color": object}).where(table["color"].isin(COLORS) | (table == table), None)
    seen = table.assign(color=pd.Categorical(table["color"], COLORS))
    if kind == "regression":
        np.testing.assert_allclose(found["prediction"], model.predict(seen), rtol=1e-6)
        return
    assert found["prediction"] == model.predict(seen).tolist()
    given = np.array([found[f"probability_{label}"] for label in model.classes_]).T
    np.testing.assert_allclose(given, model.predict_proba(seen), atol=1e-6)
