"""The model, the baseline it has to beat, and the parameters that a person may turn."""

from pathlib import Path
from typing import Any, Literal

import joblib
import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field


class ModelParams(BaseModel):
    """Section [model] of params.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    loss: Literal["poisson", "squared_error", "absolute_error"] = "poisson"
    learning_rate: float = Field(0.1, gt=0, le=1)
    max_iter: int = Field(150, ge=1)
    max_leaf_nodes: int = Field(15, ge=2)
    random_state: int = Field(0, ge=0)


class NaiveBaseline:
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


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    """The model, fitted."""
    # A second to import, and not needed where the parameters are only read.
    from sklearn.ensemble import HistGradientBoostingRegressor

    model = HistGradientBoostingRegressor(
        **params.model_dump(),
        categorical_features="from_dtype",
        early_stopping=False,
    )
    return model.fit(features, target)


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    """What knows nothing but habit, fitted; `predict` takes it as it takes the model."""
    return NaiveBaseline().fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    """One row for each of the features, with their index: the column `prediction`."""
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)


def save(model: Any, folder: Path) -> None:
    """Write the model into an empty folder."""
    joblib.dump(model, folder / "model.joblib")


def load(folder: Path) -> Any:
    """Read what `save` wrote. Only called on files that are known to be unchanged."""
    return joblib.load(folder / "model.joblib")
