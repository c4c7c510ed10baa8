"""Exercise 1.1: README.md beside this file says what to do."""

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
    errors = {who: wape(actual, forecast) for who, forecast in forecasts.items()}
    challenger = errors.pop("challenger")
    # Asked like this, an error that is no number is below nothing.
    return all(challenger < error * (1 - margin) for error in errors.values())
    # --- end ---
