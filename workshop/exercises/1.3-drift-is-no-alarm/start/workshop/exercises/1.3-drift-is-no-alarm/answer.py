"""Exercise 1.3: README.md beside this file says what to do."""

import numpy as np


def psi(before: np.ndarray, after: np.ndarray) -> float:
    """Population stability index of one feature.

    before, after: its values in training and in use, shapes (hours,), none missing.
    """
    # --- your code here ---
    raise NotImplementedError
    # --- end ---


def retrain(psi: dict[str, float], error: float | None, bound: float) -> bool:
    """Whether to retrain the live model.

    psi: the index of each feature in the newest month.
    error: the live model's error on the newest labelled month; None if no label is known yet.
    bound: the error above which it isn't good enough.
    """
    # --- your code here ---
    raise NotImplementedError
    # --- end ---
