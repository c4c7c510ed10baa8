"""Grades exercise 2.2: the experiment's file, its result, and how it was read."""

import tomllib
from pathlib import Path
from typing import Any

from workshop.grading.answers import Empty, NotSolved
from workshop.grading.project import module

MONTHS = [f"2012-{number:02}" for number in range(7, 13)]
# Another processor or library changes the third decimal.
NEAR = 0.003


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    here = project / "workshop" / "exercises" / Path(__file__).parent.name
    errors, variants = module("core.errors", project), module("experiment.variants", project)
    if "\n[variants" not in (here / "window.toml").read_text(encoding="utf-8"):
        raise Empty("window.toml: no variant stands between the two marks yet")
    base = module("core.params", project).load()
    if base.data.window:
        return [
            f"params.toml has window = {base.data.window}: leave it at 0 until the"
            " experiment is read, or there is nothing to compare with"
        ]
    try:
        tried = variants.from_file(here / "window.toml", base)
    except errors.ProjectError as error:
        raise NotSolved(str(error)) from error
    windows = {variant.params.data.window for variant in tried}
    missing = [
        f"window.toml: no variant trains on the last {wanted} months (data.window)"
        for wanted in (12, 6)
        if wanted not in windows
    ]
    if len(windows - {0, 6, 12}) < 1:
        missing.append("window.toml: add a window of your own choice, another than 6 or 12 months")
    return missing or _result(project, here, tried)


def _result(project: Path, here: Path, tried: list[Any]) -> list[str]:
    path = project / "reports" / "experiments" / "window" / "result.json"
    errors, results = module("core.errors", project), module("experiment.result", project)
    try:
        found = results.read_result(path)
    except errors.ProjectError as error:
        raise NotSolved(f"{error}: run the experiment, as README.md says") from error
    wanted = {v.name: v.params.model_dump(exclude={"data": {"until"}}) for v in tried}
    first, *others = found.tried
    if {one.name: one.params for one in others} != wanted or found.months != MONTHS:
        return [
            "the result in reports/experiments/window is of other variants or months: run the"
            " experiment again, as README.md says"
        ]
    return _reading(here, first, others)


def _reading(here: Path, first: Any, others: list[Any]) -> list[str]:
    try:
        read = tomllib.loads((here / "reading.toml").read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotSolved(f"reading.toml: {error}") from error
    by_name = {one.name: one for one in others}
    best = min(others, key=lambda one: one.mean())
    missing = []
    if not _near(read.get("mean_as_it_is"), first.mean()):
        missing.append("reading.toml: mean_as_it_is: look into the row `mean`, first column")
    chosen = by_name.get(read.get("best", ""))
    if chosen is None:
        return [*missing, f"reading.toml: best: one of {', '.join(by_name)}"]
    # As good as the best, as far as six months can tell.
    if chosen.mean() > best.mean() + 0.01:
        missing.append(
            f"reading.toml: best: {chosen.name} is off by {chosen.mean():.3f}, and another one by"
            f" {best.mean():.3f}: judge a variant by its mean over all months, not by one of them"
        )
    if not _near(read.get("mean_of_best"), chosen.mean()):
        missing.append(f"reading.toml: mean_of_best: the row `mean`, in the column {chosen.name}")
    if read.get("worst_month_of_best") != chosen.worst()[0]:
        missing.append(
            f"reading.toml: worst_month_of_best: the month in which {chosen.name} has"
            f" {chosen.worst()[1]:.3f}"
        )
    return missing


def _near(read: object, value: float) -> bool:
    return isinstance(read, int | float) and abs(read - value) <= NEAR
