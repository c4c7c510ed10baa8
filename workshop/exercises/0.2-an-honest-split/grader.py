"""Grades exercise 0.2: tested on the newest month, trained on what was before."""

from pathlib import Path

import pandas as pd

from workshop.grading.answers import Answer, NotSolved
from workshop.grading.project import batches, module, rows_of

# Months of 30 and of 31 days, and one whose number is the smallest of its year.
NEWEST = ("2011-06", "2011-08", "2012-01")


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    for until in NEWEST:
        rows = rows_of(project, [name for name in batches(project) if name <= until])
        training, test = _parts(answer.call("split", rows.copy()))
        if missing := _compare(rows, training, test, until):
            return [*missing, _promise(project, training, test)]
    return []


def _parts(found: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    match found:
        case (pd.DataFrame() as training, pd.DataFrame() as test) if len(training) and len(test):
            return training, test
    raise NotSolved("split() gives two tables with rows in them: to train on, to test on")


def _compare(
    rows: pd.DataFrame, training: pd.DataFrame, test: pd.DataFrame, newest: str
) -> list[str]:
    trained, tested, every = (set(part["timestamp"]) for part in (training, test, rows))
    missing = []
    if both := trained & tested:
        missing.append(
            f"{len(both):,} hours are in both parts: the model is asked what it was told before"
        )
    if lost := every - trained - tested:
        missing.append(f"{len(lost):,} hours are in neither part: rows are too dear to lose")
    months = sorted({f"{hour:%Y-%m}" for hour in tested})
    if months != [newest]:
        missing.append(
            f"tested on hours of {months[0]} to {months[-1]}: hold the newest month out, {newest},"
            " and nothing else"
        )
    kept = sum(f"{hour:%Y-%m}" == newest for hour in trained - tested)
    if kept:
        missing.append(
            f"{kept} hours of {newest} are trained on: those before and after each tested hour"
            " tell what it was like, and of a month to come nobody has them"
        )
    return missing


def _promise(project: Path, training: pd.DataFrame, test: pd.DataFrame) -> str:
    """What the model would promise with this split."""
    features, metrics = module("problem.features", project), module("problem.metrics", project)
    model = module("problem.model", project)
    fitted = model.fit(model.ModelParams(), features.build(training), training["count"])
    error = metrics.measure(test["count"], model.predict(fitted, features.build(test)))
    return (
        f"(your split promises an error of {error['wape']:.3f}; over the 18 months after June 2011"
        " it was 0.363)"
    )
