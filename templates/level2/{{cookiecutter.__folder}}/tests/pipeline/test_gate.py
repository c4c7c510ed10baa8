"""The gate lets better challengers through, and nothing else."""

import math

import pytest

from {{ cookiecutter.package_name }}.core import scores
from {{ cookiecutter.package_name }}.pipeline.gate import decide


@pytest.fixture
def perfect(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(scores, "BEST", request.param)


ERROR, ACCURACY, NO_END = (
    pytest.mark.parametrize("perfect", [best], indirect=True) for best in (0.0, 1.0, math.inf)
)


def promoted(margin: float = 0.1, **scored: float) -> bool:
    return decide(scored, margin=margin).promote


@ERROR
def test_a_challenger_has_to_be_better_by_the_margin(perfect: None):
    assert promoted(candidate=0.17, baseline=0.5, champion=0.2)
    assert not promoted(candidate=0.19, baseline=0.5, champion=0.2)


@ERROR
@pytest.mark.parametrize("candidate", [0.2, 0.3, math.nan, math.inf])
def test_no_better_score_no_promotion(perfect: None, candidate: float):
    assert not promoted(margin=0, candidate=candidate, baseline=0.5, champion=0.2)


@ERROR
def test_it_has_to_beat_the_baseline_too_and_that_alone_the_first_time(perfect: None):
    assert not promoted(candidate=0.47, baseline=0.5, champion=0.9)
    assert not promoted(candidate=0.47, baseline=0.5)
    assert promoted(candidate=0.44, baseline=0.5)


@ERROR
def test_nothing_is_better_than_perfect(perfect: None):
    assert not promoted(margin=0, candidate=0.0, baseline=0.5, champion=0.0)


@ACCURACY
@pytest.mark.parametrize(
    ("champion", "enough", "too_little"), [(0.985, 0.987, 0.986), (0.5, 0.56, 0.54), (0, 0.2, 0.1)]
)
def test_where_more_is_better_the_margin_is_a_share_of_what_is_missing(
    perfect: None, champion: float, enough: float, too_little: float
):
    assert promoted(candidate=1.0, baseline=-1, champion=champion)
    assert promoted(candidate=enough, baseline=-1, champion=champion)
    assert not promoted(candidate=too_little, baseline=-1, champion=champion)


@NO_END
def test_without_an_upper_end_the_margin_is_a_share_of_the_score(perfect: None):
    assert promoted(candidate=112, baseline=1, champion=100)
    assert not promoted(candidate=109, baseline=1, champion=100)
    assert not promoted(candidate=-99, baseline=-200, champion=-100)


@ERROR
def test_an_obstacle_outweighs_every_score(perfect: None):
    refused = decide({"candidate": 0.1, "baseline": 0.5}, margin=0.1, obstacle="schema differs")
    assert not refused.promote
    assert refused.reason == "schema differs"


def test_where_nothing_could_be_measured_the_reason_is_told():
    assert decide({}, margin=0.1, obstacle="no rides").reason == "no rides"
