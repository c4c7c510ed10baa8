"""Mean absolute error decides."""

import pandas as pd

PRIMARY, BEST = "mae", 0.0


def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
    return {"mae": float((actual - predicted["prediction"]).abs().mean())}
