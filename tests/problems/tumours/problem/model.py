"""Logistic regression against the share of each class."""

from pathlib import Path
from typing import Any

import joblib
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    C: float = Field(1.0, gt=0)


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    model = LogisticRegression(**params.model_dump())
    return make_pipeline(SimpleImputer(), StandardScaler(), model).fit(features, target)


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
