"""Linear regression, kept and run as ONNX; the baseline is a mean."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from sklearn.dummy import DummyRegressor


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OnnxModel:
    """A model in ONNX: its bytes, and the session that runs them."""

    def __init__(self, content: bytes):
        from onnxruntime import InferenceSession

        self.content, self.session = content, InferenceSession(content)

    def predict(self, features: pd.DataFrame) -> np.ndarray:
        (predicted,) = self.session.run(None, {"features": features.to_numpy(dtype=np.float32)})
        return np.asarray(predicted).ravel()


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType
    from sklearn.linear_model import LinearRegression

    inputs = [("features", FloatTensorType([None, features.shape[1]]))]
    model = LinearRegression().fit(features.to_numpy(), target)
    return OnnxModel(convert_sklearn(model, initial_types=inputs).SerializeToString())


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyRegressor().fit(features, target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)


def save(model: Any, folder: Path) -> None:
    (folder / "model.onnx").write_bytes(model.content)


def load(folder: Path) -> Any:
    return OnnxModel((folder / "model.onnx").read_bytes())
