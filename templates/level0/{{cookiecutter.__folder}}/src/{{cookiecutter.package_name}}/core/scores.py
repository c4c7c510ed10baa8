"""Which of two scores is better, and by how much, as `problem/metrics.py` defines perfect."""

import math

from ..problem.metrics import BEST


def loss(score: float) -> float:
    """How far a score is from perfect; where there is no perfect, only differences mean a thing."""
    if math.isfinite(BEST):
        return abs(BEST - score)
    return -score if BEST > 0 else score


def needed(reference: float, margin: float = 0.0) -> float:
    """The score that is better than `reference` by `margin`.

    margin: share of what the reference lacks to perfect; of the reference itself, where there is
        no perfect. So a margin never asks for more than perfect.
    """
    if math.isfinite(BEST):
        return reference + margin * (BEST - reference)
    return reference + math.copysign(margin * abs(reference), BEST)


def better(score: float, reference: float, margin: float = 0.0) -> bool:
    """Whether a score beats the reference by more than the margin; an undefined one never does."""
    return loss(score) < loss(needed(reference, margin))
