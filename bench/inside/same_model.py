"""The champion, as the other servers take it: `python same_model.py FOLDER`."""

import sys
from pathlib import Path

import joblib
import mlflow.sklearn
from bike_rides.problem import features
from bike_rides.registry import versions

folder = Path(sys.argv[1])
champion = versions.champion()
if champion is None:
    sys.exit("no champion")
stored = versions.load(champion)
joblib.dump(stored.model, folder / "model.joblib")
seen = features.build(stored.sample)
mlflow.sklearn.save_model(
    stored.model,
    folder / "mlflow",
    serialization_format="cloudpickle",
    pip_requirements=[],
    signature=mlflow.models.infer_signature(seen, stored.model.predict(seen)),
)
