"""Better and worse, for errors, for shares and for measures without an end."""

import math

import pytest
from bike_rides.core import scores


@pytest.mark.parametrize(
    ("best", "reference", "needed", "worse"),
    [
        (1.0, 0.985, 0.9853, 0.9852),
        (1.0, 0.5, 0.51, 0.509),
        (1.0, 0.0, 0.02, 0.019),
        (0.0, 0.5, 0.49, 0.491),
        (math.inf, -50.0, -49.0, -49.5),
        (-math.inf, 50.0, 49.0, 49.5),
    ],
)
def test_a_margin_is_a_share_of_what_is_missing(
    best: float, reference: float, needed: float, worse: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "BEST", best)
    assert scores.needed(reference, 0.02) == pytest.approx(needed)
    beyond = needed + (needed - worse)
    assert scores.better(beyond, reference, 0.02)
    assert not scores.better(worse, reference, 0.02)
    assert scores.better(worse, reference)
    assert not scores.better(reference, reference)


def test_perfect_beats_whatever_is_not_and_nothing_beats_perfect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scores, "BEST", 1.0)
    assert scores.better(1.0, 0.999, 0.02)
    assert not scores.better(1.0, 1.0, 0.02)
    assert not scores.better(math.nan, 0.0)
