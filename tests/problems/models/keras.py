"""A small network of Keras against a mean."""

import os
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.dummy import DummyRegressor

os.environ.setdefault("KERAS_BACKEND", "jax")


class ModelParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    epochs: int = Field(60, ge=1)


def fit(params: ModelParams, features: pd.DataFrame, target: pd.Series) -> Any:
    import keras

    keras.utils.set_random_seed(0)
    scale = keras.layers.Normalization()
    scale.adapt(features.to_numpy(dtype="float32"))
    model = keras.Sequential(
        [keras.Input((features.shape[1],)), scale, keras.layers.Dense(1, bias_initializer="ones")]
    )
    model.compile(optimizer=keras.optimizers.Adam(20.0), loss="mse")
    model.fit(features.to_numpy(dtype="float32"), target, epochs=params.epochs, verbose=0)
    return model


def fit_baseline(features: pd.DataFrame, target: pd.Series) -> Any:
    return DummyRegressor().fit(features.to_numpy(), target)


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    inputs = features.to_numpy(dtype="float32")
    # Keras takes one argument more, and gives one column for each output.
    quiet = {} if isinstance(model, DummyRegressor) else {"verbose": 0}
    return pd.DataFrame({"prediction": model.predict(inputs, **quiet).ravel()}, features.index)


def save(model: Any, folder: Path) -> None:
    model.save(folder / "model.keras")


def load(folder: Path) -> Any:
    import keras

    return keras.saving.load_model(folder / "model.keras")
