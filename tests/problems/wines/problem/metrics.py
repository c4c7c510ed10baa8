"""Accuracy decides: more is better."""

import pandas as pd

PRIMARY, BEST = "accuracy", 1.0


def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
    return {"accuracy": float((actual == predicted["prediction"]).mean())}
