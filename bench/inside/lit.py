"""The same model behind LitServe, as its guide has it: `python lit.py PORT`."""

import os
import sys

import joblib
import litserve
import pandas as pd
from bike_rides.problem import features


class Rides(litserve.LitAPI):
    def setup(self, device: str) -> None:
        self.model = joblib.load(os.environ["MODEL"])

    def decode_request(self, request: dict) -> list[dict]:
        return request["rows"]

    def predict(self, rows: list[dict]) -> list[float]:
        table = pd.DataFrame(rows).astype({"timestamp": "datetime64[us]"})
        return self.model.predict(features.build(table)).tolist()

    def encode_response(self, output: list[float]) -> dict:
        return {"predictions": output}


if __name__ == "__main__":
    server = litserve.LitServer(Rides(api_path="/predict"), accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=int(sys.argv[1]), generate_client_file=False)
