"""Nearly right: two points of error, whatever the rival's is."""

import numpy as np


def wape(actual: np.ndarray, forecast: np.ndarray) -> float:
    """Share of the rides that was forecast wrong."""
    return float(np.abs(actual - forecast).sum() / actual.sum())


def promote(
    actual: np.ndarray,
    forecasts: dict[str, np.ndarray],
    promised: float | None,
    margin: float,
) -> bool:
    errors = {who: wape(actual, forecast) for who, forecast in forecasts.items()}
    challenger = errors.pop("challenger")
    return all(challenger < error - margin for error in errors.values())
