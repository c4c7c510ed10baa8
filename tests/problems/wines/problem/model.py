"""A random forest against the share of each class."""

from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    n_estimators: int = Field(30, ge=1)


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    model = RandomForestClassifier(**params.model_dump(), random_state=0)
    return model.fit(features, target)


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyClassifier(strategy="prior").fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    names = [f"probability_{name}" for name in model.classes_]
    chances = pd.DataFrame(model.predict_proba(features), features.index, names)
    return chances.assign(prediction=model.predict(features))


def save(model: Any, folder: Path) -> None:
    joblib.dump(model, folder / "model.joblib")


def load(folder: Path) -> Any:
    return joblib.load(folder / "model.joblib")
