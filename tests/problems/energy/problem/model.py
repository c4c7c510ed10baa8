"""LightGBM against the mean, kept in its own format."""

from pathlib import Path
from typing import Any

import lightgbm
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyRegressor


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    n_estimators: int = Field(40, ge=1)


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    model = lightgbm.LGBMRegressor(**params.model_dump(), verbose=-1)
    return model.fit(features, target).booster_


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyRegressor().fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)


def save(model: Any, folder: Path) -> None:
    model.save_model(folder / "model.txt")


def load(folder: Path) -> Any:
    return lightgbm.Booster(model_file=folder / "model.txt")
