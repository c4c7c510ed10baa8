"""Grades exercise 1.1 by the project's own gate."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from workshop.grading.answers import Answer
from workshop.grading.project import module

MARGIN = 0.02
# Rides of a day, hour by hour, ten days.
ACTUAL = np.tile(np.array([20.0, 10, 5, 5, 10, 40, 120, 300, 350, 200, 180, 200] * 2), 10)


@dataclass(frozen=True)
class Case:
    """Errors (WAPE) on the newest month, and what is to be said if the answer is another."""

    challenger: float
    baseline: float
    champion: float | None
    promised: float | None
    reproach: str


CASES = [
    Case(0.20, 0.47, 0.25, 0.15, "a challenger of {0} against a champion of {2} now wins"),
    Case(0.25, 0.47, 0.25, 0.25, "a challenger as good as the champion ({2}) is no gain: it stays"),
    Case(0.248, 0.47, 0.25, 0.25, "{0} is below {2}, but not by the margin of 2 %"),
    Case(
        0.24,
        0.47,
        0.25,
        0.25,
        "{0} is below 98 % of {2}: the margin is a share of the rival's error, not a number of"
        " points",
    ),
    Case(
        0.23,
        0.47,
        0.255,
        0.155,
        "{0} beats the champion, which makes {2} on these hours; that it made {3} on another month,"
        " when it was promoted, doesn't count",
    ),
    Case(
        0.20,
        0.47,
        0.15,
        0.30,
        "the champion makes {2} on these hours, whatever it promised ({3}): {0} is worse",
    ),
    Case(0.155, 0.471, None, None, "the first challenger ({0}) has only the baseline to beat"),
    Case(0.48, 0.471, None, None, "{0} doesn't beat the baseline ({1}): nothing is to be promoted"),
    Case(
        0.40,
        0.35,
        0.57,
        0.155,
        "{0} beats a bad champion ({2}), but not the baseline ({1}): it has to beat both",
    ),
]


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    missing = []
    for case in CASES:
        forecasts = {
            "challenger": _off_by(case.challenger),
            "baseline": _off_by(case.baseline),
        }
        if case.champion is not None:
            forecasts["champion"] = _off_by(case.champion)
        found = answer.call("promote", ACTUAL, forecasts, case.promised, MARGIN)
        if bool(found) != _decide(project, forecasts):
            shown = (f"{value:g}" if value is not None else "" for value in _errors(case))
            missing.append(case.reproach.format(*shown))
    return missing + _no_number(answer)


def _errors(case: Case) -> tuple[float | None, ...]:
    return case.challenger, case.baseline, case.champion, case.promised


def _off_by(error: float) -> np.ndarray:
    return ACTUAL * (1 + error)


def _decide(project: Path, forecasts: dict[str, np.ndarray]) -> bool:
    gate, metrics = module("pipeline.gate", project), module("problem.metrics", project)
    scores = {
        "candidate" if who == "challenger" else who: metrics.measure(
            pd.Series(ACTUAL), pd.DataFrame({"prediction": forecast})
        )["wape"]
        for who, forecast in forecasts.items()
    }
    return gate.decide(scores, margin=MARGIN).promote


def _no_number(answer: Answer) -> list[str]:
    broken = _off_by(0.1)
    broken[7] = np.nan
    forecasts = {"challenger": broken, "baseline": _off_by(0.47), "champion": _off_by(0.25)}
    if answer.call("promote", ACTUAL, forecasts, 0.2, MARGIN):
        return ["one forecast of the challenger is NaN, so its error is no number: it wins nothing"]
    return []
