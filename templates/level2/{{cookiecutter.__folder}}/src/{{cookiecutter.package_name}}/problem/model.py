"""The model, the baseline it has to beat, and the parameters that a person may turn."""

from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor


class ModelParams(BaseModel):
    """Section [model] of params.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    loss: Literal["poisson", "squared_error", "absolute_error"] = "poisson"
    learning_rate: float = Field(0.1, gt=0, le=1)
    max_iter: int = Field(150, ge=1)
    max_leaf_nodes: int = Field(15, ge=2)
    random_state: int = Field(0, ge=0)


class NaiveBaseline(RegressorMixin, BaseEstimator):
    """Mean count by hour of the day, apart for working days and the others."""

    def fit(self, features: pd.DataFrame, target: pd.Series) -> "NaiveBaseline":
        """Learn one mean for each of the 24 x 2 cells, and the overall mean for empty ones."""
        cells = [features["hour"], features["workingday"]]
        self.means_ = target.groupby(cells).mean().rename("mean")
        self.overall_ = float(target.mean())
        return self

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        """Mean of each row's cell."""
        cells = features[["hour", "workingday"]].join(self.means_, on=["hour", "workingday"])
        return cells["mean"].fillna(self.overall_).to_numpy()


def make_model(params: ModelParams) -> Any:
    """An unfitted scikit-learn estimator."""
    return HistGradientBoostingRegressor(
        **params.model_dump(),
        categorical_features="from_dtype",
        early_stopping=False,
    )


def make_baseline() -> Any:
    """An unfitted estimator that knows nothing but habit."""
    return NaiveBaseline()


def predict(model: Any, features: pd.DataFrame) -> np.ndarray:
    """One number a row. For a classifier: `model.predict_proba(features)[:, 1]`."""
    return np.asarray(model.predict(features), dtype=float)
