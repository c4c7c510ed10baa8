"""Points that a machine can give for the capstone; workshop/capstone/README.md has them all."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workshop.grading import own_data
from workshop.grading.project import level, module

# [triggers] performance_bound as generated, which is the bikes'.
EXAMPLE_S_BOUND = 0.20


@dataclass(frozen=True)
class Mark:
    """points: for `what`; missing: gives why they aren't given, or nothing."""

    area: str
    points: int
    what: str
    missing: Callable[[Path], str]
    level: int = 0


def _first(lines: list[str]) -> str:
    return lines[0] if lines else ""


def _own_table(project: Path) -> str:
    if own_data.is_example(project):
        return "problem/schema.py still describes the bikes"
    return _first(own_data.table(project))


def _described(project: Path) -> str:
    fields = module("problem.schema", project).Inputs.model_fields
    bare = [name for name, field in fields.items() if not (field.description and field.examples)]
    return f"no description or no example: {', '.join(bare)}" if bare else ""


def _beats_baseline(project: Path) -> str:
    path = project / "reports" / "evaluation" / "metrics.json"
    if not path.is_file():
        return "nothing was evaluated: uv run poe all"
    found, scores = json.loads(path.read_text(encoding="utf-8")), module("core.scores", project)
    model, baseline = (found[who][found["primary"]] for who in ("candidate", "baseline"))
    if scores.better(model, baseline):
        return ""
    return f"{found['primary']}: the model has {model:.3f}, the baseline {baseline:.3f}"


def _versions(project: Path) -> dict[int, Any]:
    return module("registry.versions", project).versions()


def _champion(project: Path) -> str:
    champion = module("registry.versions", project).champion()
    return "" if champion else "no champion: uv run poe pipeline"


def _challenged(project: Path) -> str:
    connection = module("registry.connection", project)
    with connection.reachable():
        runs = connection.client().search_runs(
            [connection.experiment_id()], "tags.compared_with LIKE 'version%'", max_results=1
        )
    return "" if runs else "no challenger has met a champion: let a further batch land"


def _bound(project: Path) -> str:
    if module("operations", project).load().triggers.performance_bound != EXAMPLE_S_BOUND:
        return ""
    return f"operations.toml: performance_bound is still the bikes' {EXAMPLE_S_BOUND}"


def _measured(project: Path) -> str:
    found = module("monitoring.findings", project).look()
    return (
        "" if len(found.measured) else "no batch whose predictions were measured: poe score, land"
    )


def _experiment(project: Path) -> str:
    results = list((project / "reports" / "experiments").glob("*/result.json"))
    compared = [len(json.loads(path.read_text(encoding="utf-8"))["params"]) for path in results]
    return "" if max(compared, default=0) > 1 else "no experiment compares two variants"


def _live(project: Path, target: str) -> Any:
    reach = module("delivery.reach", project)
    with reach.reach(target) as there:
        return reach.ask(there, do="status")["live"]


def _staged(project: Path) -> str:
    return "" if _live(project, "staging") else "nothing is live on staging: uv run poe deploy"


def _same_bytes(project: Path) -> str:
    there = _live(project, "production")
    if not there:
        return "nothing is live in production: uv run poe promote"
    staged = _live(project, "staging")
    return "" if there == staged else f"{there} is live, and {staged} on staging: promote that"


def _committed(project: Path) -> str:
    left = _git(project, "status", "--porcelain").splitlines()
    return f"{len(left)} file(s) are not committed, {left[0][3:]} say" if left else ""


def _locked(project: Path) -> str:
    return "" if _git(project, "ls-files", "uv.lock") else "uv.lock is not committed"


def _git(project: Path, *arguments: str) -> str:
    command = ["git", "-C", str(project), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def _tested(project: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-m", "not slow", "-q", "--no-header"]
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8")
    return "" if done.returncode == 0 else (done.stdout.strip().splitlines() or ["failed"])[-1]


MARKS = [
    Mark("Problem", 5, "the model beats the baseline", _beats_baseline),
    Mark("Problem", 5, "nothing is left of the bikes", lambda p: _first(own_data.leftovers(p))),
    Mark("Data contract", 7, "the table is yours, its features need no target", _own_table),
    Mark("Data contract", 5, "each input has a description and an example", _described),
    Mark("Gate", 5, "a champion serves", _champion, 1),
    Mark("Gate", 5, "a challenger has met it", _challenged, 1),
    Mark("Monitoring", 3, "the bound is your own", _bound, 1),
    Mark("Monitoring", 7, "answers were measured on labels that came later", _measured, 1),
    Mark("Delivery", 5, "an experiment compares variants", _experiment, 2),
    Mark("Delivery", 4, "a release is live on staging", _staged, 2),
    Mark("Delivery", 5, "the same release is live in production", _same_bytes, 2),
    Mark("Reproducibility", 3, "all is committed", _committed),
    Mark("Reproducibility", 2, "the environment is locked", _locked),
    Mark(
        "Reproducibility", 4, "a bundle of this code is whole", lambda p: _first(own_data.bundle(p))
    ),
    Mark("Reproducibility", 5, "the tests pass", _tested),
]


def points(project: Path) -> int:
    """Print each mark with its points; returns how many are missing."""
    here, reached = level(project), 0
    for mark in MARKS:
        why = _why(mark, project) if mark.level <= here else f"from Level {mark.level} on"
        reached += 0 if why else mark.points
        given = 0 if why else mark.points
        told = f": {why}" if why else ""
        print(f"{mark.area:16}{given:2} of {mark.points}  {mark.what}{told}", flush=True)
    whole = sum(mark.points for mark in MARKS)
    print(f"\n{reached} of {whole} points; 30 more are a neighbour's to give")
    print("next   workshop/capstone/README.md says for what, REVIEW.md beside it is the form")
    return whole - reached


def _why(mark: Mark, project: Path) -> str:
    try:
        return mark.missing(project)
    # Whatever the project's own code raises, the other points are given all the same.
    except Exception as error:
        return next(iter(str(error).splitlines()), type(error).__name__)
