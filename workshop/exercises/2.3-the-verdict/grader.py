"""Grades exercise 2.3 by the project's own monitoring and verdict."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from workshop.grading.answers import Answer
from workshop.grading.project import module

BOUND = 0.20


@dataclass(frozen=True)
class Case:
    """months: (month, error, version) each; story: what happened, for the participant."""

    story: str
    months: list[tuple[str, float, int]]
    trained_until: str | None


CASES = [
    Case("nothing has a label yet", [], "2011-06"),
    Case("July 2011 is as good as promised", [("2011-07", 0.147, 1)], "2011-06"),
    Case("the error is the bound exactly", [("2011-09", 0.20, 1)], "2011-06"),
    Case(
        "October is the first bad month, and no training has seen it",
        [("2011-09", 0.187, 1), ("2011-10", 0.255, 1)],
        "2011-06",
    ),
    Case(
        "October was bad, and the live model has been retrained with it since",
        [("2011-09", 0.187, 1), ("2011-10", 0.255, 1)],
        "2011-10",
    ),
    Case("bad, and there is no champion", [("2011-10", 0.255, 1)], None),
    Case(
        "three bad months, all served by version 1: nobody has retrained",
        [("2011-10", 0.255, 1), ("2011-11", 0.323, 1), ("2011-12", 0.411, 1)],
        "2011-06",
    ),
    Case(
        "three bad months, each served by a newer version",
        [("2012-08", 0.248, 5), ("2012-09", 0.266, 6), ("2012-10", 0.310, 7)],
        "2012-10",
    ),
    Case(
        "two bad months after a good one, each served by a newer version",
        [("2011-08", 0.151, 1), ("2011-09", 0.210, 2), ("2011-10", 0.230, 3)],
        "2011-10",
    ),
    Case(
        "three bad months, and then a good one",
        [("2012-05", 0.26, 3), ("2012-06", 0.27, 4), ("2012-07", 0.29, 5), ("2012-08", 0.15, 6)],
        "2012-07",
    ),
]


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    missing = []
    for case in CASES:
        months = [dict(zip(("month", "error", "version"), m, strict=True)) for m in case.months]
        found = answer.call("verdict", months, case.trained_until, BOUND)
        wanted = _verdict(project, case)
        if found != wanted:
            missing.append(f"{case.story}: you say {found!r}, and {wanted!r} it is")
    return missing


def _verdict(project: Path, case: Case) -> str:
    findings = module("monitoring.findings", project)
    versions = module("registry.versions", project)
    verdict, targets = module("delivery.verdict", project), module("delivery.targets", project)
    table = pd.DataFrame(
        [
            {
                "batch": month,
                "wape": error,
                "model_versions": [version],
                "promised": 0.155,
                "beyond": error > BOUND,
            }
            for month, error, version in case.months
        ],
        columns=["batch", "wape", "model_versions", "promised", "beyond"],
    )
    until, now = case.trained_until, datetime.now(UTC)
    champion: Any = versions.Version(9, "run", until, until, now, {}) if until else None
    asked = pd.DataFrame({"batch": ["2011-06"]})
    found = findings.Findings(champion, "", BOUND, table, findings.NO_DRIFT, asked)
    # Somebody has asked a moment ago.
    known = found.as_data() | {"silent_days": 0.0}
    return verdict.decide(known, targets.find("local")).verdict
