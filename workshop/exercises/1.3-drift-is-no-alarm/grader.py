"""Grades exercise 1.3: the project's index, and the 18 months after June 2011."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workshop.grading.answers import Answer
from workshop.grading.project import batches, module, rows_of

BOUND = 0.20
NUMBERS = ["temp_c", "humidity", "windspeed_kmh"]


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    tables = {month: rows_of(project, [month]) for month in batches(project)}
    before = pd.concat([rows for month, rows in tables.items() if month <= "2011-06"])
    after = {month: rows for month, rows in tables.items() if month > "2011-06"}
    missing = _index(project, answer, before, after)
    if missing:
        return missing
    errors = _errors(project, before, after)
    indexes = {month: _psi(answer, before, rows) for month, rows in after.items()}
    return _rule(answer, indexes, errors)


def _psi(answer: Answer, before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    return {
        name: float(answer.call("psi", before[name].to_numpy(), after[name].to_numpy()))
        for name in NUMBERS
    }


def _index(
    project: Path, answer: Answer, before: pd.DataFrame, after: dict[str, pd.DataFrame]
) -> list[str]:
    drift, operations = module("monitoring.drift", project), module("operations", project)
    settings = operations.Monitoring()
    for month, rows in after.items():
        found = drift.drift(before[NUMBERS], rows[NUMBERS], settings).set_index("feature")["psi"]
        for name, mine in _psi(answer, before, rows).items():
            theirs = float(found[name])
            # The project may cut a decile that two bins share; a hair's breadth is no mistake.
            if not np.isfinite(mine) or abs(mine - theirs) > 0.05 * theirs + 0.01:
                return [
                    f"psi() of {name} in {month} is {mine:.2f}, and should be {theirs:.2f}: bins"
                    " are cut at the deciles of `before`, a value on a cut belongs to the bin above"
                    " it, an empty bin counts as 0.0001"
                ]
    return []


def _errors(
    project: Path, before: pd.DataFrame, after: dict[str, pd.DataFrame]
) -> dict[str, float]:
    """Of the model that was trained once, to June 2011."""
    features, metrics = module("problem.features", project), module("problem.metrics", project)
    model: Any = module("problem.model", project)
    fitted = model.fit(model.ModelParams(), features.build(before), before["count"])
    return {
        month: metrics.measure(rows["count"], model.predict(fitted, features.build(rows)))["wape"]
        for month, rows in after.items()
    }


def _rule(
    answer: Answer, indexes: dict[str, dict[str, float]], errors: dict[str, float]
) -> list[str]:
    fired = [
        month for month in indexes if answer.call("retrain", indexes[month], errors[month], BOUND)
    ]
    missing = []
    for month in indexes:
        name, index = max(indexes[month].items(), key=lambda pair: pair[1])
        if month in fired and errors[month] <= BOUND:
            missing.append(
                f"{month}: you retrain, because {name} has an index of {index:.1f}; the model is"
                f" off by {errors[month]:.3f}, as good as on its holdout: a false alarm"
            )
        if month not in fired and errors[month] > BOUND:
            missing.append(f"{month}: off by {errors[month]:.3f}, bound {BOUND:.2f}: retrain")
    calm = dict.fromkeys(NUMBERS, 0.01)
    if not answer.call("retrain", calm, 0.35, BOUND):
        missing.append("no feature has drifted and the error is 0.35: what happened isn't in them")
    if answer.call("retrain", calm, None, BOUND) or answer.call(
        "retrain", indexes["2011-07"], None, BOUND
    ):
        missing.append("no label is known yet: nothing says that the model is bad")
    return missing
