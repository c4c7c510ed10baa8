"""The baseline is for the first time only."""

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
    """Whether the challenger becomes champion.

    actual: rides in each hour of the newest labelled month, shape (hours,).
    forecasts: for the same hours, by who made them: "challenger", "baseline" and, unless it is the
        very first training, "champion"; none of them was fitted on these hours.
    promised: the champion's error (WAPE) when it was promoted, on the month that was newest then;
        None without a champion.
    margin: how much better the challenger has to be, as a share of the rival's error.
    """
    # --- your code here ---
    challenger = wape(actual, forecasts["challenger"])
    rival = forecasts.get("champion", forecasts["baseline"])
    return challenger < wape(actual, rival) * (1 - margin)
    # --- end ---
