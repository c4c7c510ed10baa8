"""Log loss decides."""

import pandas as pd
from sklearn.metrics import log_loss

PRIMARY, BEST = "log_loss", 0.0


def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
    chances = predicted.filter(like="probability_").sort_index(axis=1)
    classes = [name.removeprefix("probability_") for name in chances]
    return {
        "log_loss": float(log_loss(actual, chances, labels=classes)),
        "accuracy": float((actual == predicted["prediction"]).mean()),
    }
