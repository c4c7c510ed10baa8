"""Nearly right: a value on a cut, of which there are many, is put into the bin below."""

import numpy as np


def psi(before: np.ndarray, after: np.ndarray) -> float:
    """Population stability index of one feature.

    before, after: its values in training and in use, shapes (hours,), none missing.
    """
    # --- your code here ---
    cuts = np.quantile(before, np.linspace(0.1, 0.9, 9))
    shares = [
        np.bincount(np.searchsorted(cuts, values, side="left"), minlength=10) / len(values)
        for values in (before, after)
    ]
    b, a = (np.maximum(share, 0.0001) for share in shares)
    return float(np.sum((a - b) * np.log(a / b)))
    # --- end ---


def retrain(psi: dict[str, float], error: float | None, bound: float) -> bool:
    """Whether to retrain the live model.

    psi: the index of each feature in the newest month.
    error: the live model's error on the newest labelled month; None if no label is known yet.
    bound: the error above which it isn't good enough.
    """
    # --- your code here ---
    # Drift is something to look at. What it costs, only the error says.
    return error is not None and error > bound
    # --- end ---
