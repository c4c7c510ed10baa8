"""Grades exercise 2.2: the experiment's file, its result, and how it was read."""

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

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
    params = module("core.params", project)
    base = params.load()
    if base.data.window:
        return [
            f"params.toml has window = {base.data.window}: leave it at 0 until the experiment is"
            " read, or there is nothing to compare with"
        ]
    try:
        changes = params.read(here / "window.toml", variants.Experiment).variants
        tried = {name: variants.override(base, change, name) for name, change in changes.items()}
    except errors.ProjectError as error:
        raise NotSolved(str(error)) from error
    windows = {chosen.data.window for chosen in tried.values()}
    missing = [
        f"window.toml: no variant trains on the last {wanted} months (data.window)"
        for wanted in (12, 6)
        if wanted not in windows
    ]
    if len(windows - {0, 6, 12}) < 1:
        missing.append("window.toml: add a window of your own choice, another than 6 or 12 months")
    return missing or _result(project, here, tried)


def _result(project: Path, here: Path, tried: dict[str, Any]) -> list[str]:
    path = project / "reports" / "experiments" / "window" / "result.json"
    errors, files = module("core.errors", project), module("core.files", project)
    try:
        found = files.read_json(path, "experiment")
    except errors.ProjectError as error:
        raise NotSolved(f"{error}: run the experiment, as README.md says") from error
    compare = module("experiment.compare", project)
    wanted = {name: compare.plain(chosen) for name, chosen in tried.items()}
    used = {name: of for name, of in found["params"].items() if name != compare.AS_IT_IS}
    scores = pd.DataFrame(found["scores"])
    if used != wanted or sorted(scores.index) != MONTHS:
        return [
            "the result in reports/experiments/window is of other variants or months: run the"
            " experiment again, as README.md says"
        ]
    return _reading(here, scores[compare.AS_IT_IS], scores[list(tried)])


def _reading(here: Path, as_it_is: pd.Series, others: pd.DataFrame) -> list[str]:
    try:
        read = tomllib.loads((here / "reading.toml").read_text(encoding="utf-8"))
    except ValueError as error:
        raise NotSolved(f"reading.toml: {error}") from error
    means, name = others.mean(), read.get("best", "")
    missing = []
    if not _near(read.get("mean_as_it_is"), as_it_is.mean()):
        missing.append("reading.toml: mean_as_it_is: look into the column `mean`, first row")
    if name not in means:
        return [*missing, f"reading.toml: best: one of {', '.join(others)}"]
    # As good as the best, as far as six months can tell.
    if means[name] > means.min() + 0.01:
        missing.append(
            f"reading.toml: best: {name} is off by {means[name]:.3f}, and another one by"
            f" {means.min():.3f}: judge a variant by its mean over all months, not by one of them"
        )
    if not _near(read.get("mean_of_best"), means[name]):
        missing.append(f"reading.toml: mean_of_best: the column `mean`, in the row {name}")
    worst = others[name].idxmax()
    if read.get("worst_month_of_best") != worst:
        missing.append(
            f"reading.toml: worst_month_of_best: the month in which {name} has"
            f" {others[name][worst]:.3f}"
        )
    return missing


def _near(read: object, value: float) -> bool:
    return isinstance(read, int | float) and abs(read - value) <= NEAR
