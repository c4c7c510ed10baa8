"""The same model behind BentoML, as its guide has it."""

import os

import bentoml
import joblib
import pandas as pd
from bike_rides.problem import features


@bentoml.service(workers=1)
class Rides:
    def __init__(self) -> None:
        self.model = joblib.load(os.environ["MODEL"])

    @bentoml.api(route="/predict")
    def predict(self, rows: list[dict]) -> dict:
        table = pd.DataFrame(rows).astype({"timestamp": "datetime64[us]"})
        return {"predictions": self.model.predict(features.build(table)).tolist()}
