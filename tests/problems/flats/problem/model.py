"""Linear regression against the mean."""

from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from pydantic import BaseModel, ConfigDict
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fit_intercept: bool = True


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    return LinearRegression(**params.model_dump()).fit(features, target)


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyRegressor().fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)


def save(model: Any, folder: Path) -> None:
    joblib.dump(model, folder / "model.joblib")


def load(folder: Path) -> Any:
    return joblib.load(folder / "model.joblib")
