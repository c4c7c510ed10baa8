"""R² decides: more is better, 1 is perfect."""

import pandas as pd
from sklearn.metrics import r2_score

PRIMARY, BEST = "r2", 1.0


def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
    return {"r2": float(r2_score(actual, predicted["prediction"]))}
