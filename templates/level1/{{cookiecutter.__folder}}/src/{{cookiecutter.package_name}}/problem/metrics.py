"""How good is good: the measures, and the one that decides."""

import pandas as pd

PRIMARY = "wape"
# What a perfect model scores: it says which of two scores is better, and by how much.
BEST = 0.0


def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
    """Measures of one set of predictions, as `predict` in model.py gives them.

    wape: weighted absolute percentage error, sum |actual - predicted| / sum actual;
    mae: mean absolute error, rides per hour;
    bias: sum predicted / sum actual - 1, above 0 when too many rides are forecast.

    Raises:
        ValueError: there is no row, or no ride at all: the shares are undefined.
    """
    rides, total = predicted["prediction"], actual.sum()
    if total <= 0:
        raise ValueError("no rides among the rows to score")
    errors = (actual - rides).abs()
    return {
        "wape": float(errors.sum() / total),
        "mae": float(errors.mean()),
        "bias": float(rides.sum() / total - 1),
    }
