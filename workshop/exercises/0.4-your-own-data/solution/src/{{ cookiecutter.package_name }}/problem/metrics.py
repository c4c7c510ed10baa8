"""Log loss decides."""

import numpy as np
from sklearn.metrics import accuracy_score, log_loss

PRIMARY = "log_loss"
LOWER_IS_BETTER = True


def measure(actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    return {
        "log_loss": float(log_loss(actual, predicted)),
        "accuracy": float(accuracy_score(actual, np.asarray(predicted) > 0.5)),
    }
