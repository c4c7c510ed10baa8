"""Gradient boosting against the mean."""

from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    max_iter: int = Field(60, ge=1)


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    model = HistGradientBoostingRegressor(
        **params.model_dump(), min_samples_leaf=2, categorical_features="from_dtype"
    )
    return model.fit(features, target)


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyRegressor().fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)


def save(model: Any, folder: Path) -> None:
    joblib.dump(model, folder / "model.joblib")


def load(folder: Path) -> Any:
    return joblib.load(folder / "model.joblib")
