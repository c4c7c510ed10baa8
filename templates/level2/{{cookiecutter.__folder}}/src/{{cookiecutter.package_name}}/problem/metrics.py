"""How good is good: the measures, and the one that decides."""

import numpy as np

PRIMARY = "wape"
LOWER_IS_BETTER = True


def measure(actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Measures of one set of predictions, both arrays of shape (rows,).

    wape: weighted absolute percentage error, sum |actual - predicted| / sum actual;
    mae: mean absolute error, rides per hour;
    bias: sum predicted / sum actual - 1, above 0 when too many rides are forecast.

    Raises:
        ValueError: there is no row, or no ride at all: the shares are undefined.
    """
    actual = np.asarray(actual, dtype=float)
    predicted = np.asarray(predicted, dtype=float)
    total = actual.sum()
    if total <= 0:
        raise ValueError("no rides among the rows to score")
    errors = np.abs(actual - predicted)
    return {
        "wape": float(errors.sum() / total),
        "mae": float(errors.mean()),
        "bias": float(predicted.sum() / total - 1),
    }
