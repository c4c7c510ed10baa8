"""Logistic regression against the overall share of failures."""

from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


class ModelParams(BaseModel):
    """Section [model] of params.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    C: float = Field(1.0, gt=0)


def make_model(params: ModelParams) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(**params.model_dump()))


def make_baseline() -> Any:
    return DummyClassifier(strategy="prior")


def predict(model: Any, features: pd.DataFrame) -> np.ndarray:
    return model.predict_proba(features)[:, 1]
