"""Grades exercise 2.1: lets a step fail, and follows the workflow as GitHub would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from workshop.grading.answers import Empty, NotSolved

FILE = "delivery.yml"
MARKS = r"# --- your code here ---\n(.*?)[ ]*# --- end ---"
KINDS = {
    "poe deploy ": "deploy",
    "poe run ": "run",
    "poe smoke ": "smoke",
    "poe rollback-release ": "roll back",
}


@dataclass
class Job:
    """What one job did. did: its steps that ran, by kind; outcomes: by the id of a step."""

    failed: bool = False
    skipped: bool = False
    did: list[str] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    path = project / "workshop" / "exercises" / Path(__file__).parent.name / FILE
    text = path.read_text(encoding="utf-8")
    if not "".join(re.findall(MARKS, text, re.DOTALL)).strip():
        raise Empty(
            f"{FILE}: nothing stands in the three gaps yet; README.md says what belongs there"
        )
    try:
        workflow = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise NotSolved(f"{FILE} can't be read: {' '.join(str(error).split())}") from error
    jobs = workflow.get("jobs", {}) if isinstance(workflow, dict) else {}
    if set(jobs) != {"build", "staging", "production"}:
        raise NotSolved(f"{FILE} has the jobs build, staging and production: keep all three")
    return list(dict.fromkeys(_follow(jobs)))


def _follow(jobs: dict[str, Any]) -> Iterator[str]:
    well = _play(jobs, "", "")
    if "deploy" not in well["production"].did:
        yield "when all goes well, production has to be deployed to"
    for name in ("staging", "production"):
        if "roll back" in well[name].did:
            yield f"when all goes well on {name}, it is rolled back: that needs a failure"
        yield from _failures(jobs, name)
    for kind in ("deploy", "run", "smoke"):
        if "deploy" in _play(jobs, "staging", kind)["production"].did:
            yield (
                f"staging fails ({kind}), and production is deployed to all the same: what does it"
                " need?"
            )


def _failures(jobs: dict[str, Any], name: str) -> Iterator[str]:
    for kind in ("run", "smoke"):
        if "roll back" not in _play(jobs, name, kind)[name].did:
            yield f"{name}: {kind} fails after the deployment, and the failed release stays live"
    if "roll back" in _play(jobs, name, "download")[name].did:
        yield (
            f"{name}: the download fails before anything is deployed, and the good release that is"
            " live gets rolled back: ask for the outcome of the step `deploy`"
        )


def _kind(step: dict[str, Any]) -> str:
    if "download-artifact" in str(step.get("uses", "")):
        return "download"
    return next((kind for words, kind in KINDS.items() if words in str(step.get("run", ""))), "")


def _play(jobs: dict[str, Any], job: str, kind: str) -> dict[str, Job]:
    """Run all jobs, with that step of that job failing."""
    done: dict[str, Job] = {}
    while len(done) < len(jobs):
        ready = [name for name in jobs if name not in done and set(_needs(jobs[name])) <= set(done)]
        if not ready:
            raise NotSolved("a job needs one that isn't there, or two need each other")
        for name in ready:
            blocked = any(done[need].failed or done[need].skipped for need in _needs(jobs[name]))
            done[name] = (
                Job(skipped=True) if blocked else _run(jobs[name], kind if name == job else "")
            )
    return done


def _needs(job: dict[str, Any]) -> list[str]:
    needs = job.get("needs") or []
    return [needs] if isinstance(needs, str) else list(needs)


def _run(job: dict[str, Any], failing: str) -> Job:
    done = Job()
    for step in job["steps"]:
        kind, name = _kind(step), str(step.get("id", ""))
        if not _holds(str(step.get("if", "success()")), done):
            done.outcomes[name] = "skipped"
            continue
        done.did.append(kind)
        broken = bool(failing) and kind == failing
        done.outcomes[name] = "failure" if broken else "success"
        done.failed = done.failed or broken
    return done


TOKEN = re.compile(
    r"\s*(?:(?P<call>success|failure|always|cancelled)\(\)"
    r"|steps\.(?P<step>\w+)\.(?:outcome|conclusion)"
    r"|(?P<text>'[^']*')|(?P<sign>&&|\|\||==|!=|!|\(|\)))"
)
SIGNS = {"&&": " and ", "||": " or ", "!": " not "}


def _holds(condition: str, job: Job) -> bool:
    """GitHub's condition of a step, as far as this exercise needs it."""
    condition = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", condition, flags=re.DOTALL)
    states = {
        "success": not job.failed,
        "failure": job.failed,
        "always": True,
        "cancelled": False,
    }
    words, at = [], 0
    while condition[at:].strip():
        if not (found := TOKEN.match(condition, at)):
            raise NotSolved(
                f"if: {condition.strip()}: not understood from {condition[at:].strip()!r} on"
            )
        if found["call"]:
            words.append(str(states[found["call"]]))
        elif found["step"]:
            words.append(repr(job.outcomes.get(found["step"], "")))
        else:
            words.append(SIGNS.get(found["sign"] or "", found["sign"] or found["text"]))
        at = found.end()
    try:
        holds = eval(" ".join(words), {"__builtins__": {}})
    except SyntaxError as error:
        raise NotSolved(f"if: {condition.strip()}: this is no condition") from error
    # Without a word on how it went, GitHub adds success() itself.
    asked = re.search(r"(success|failure|always|cancelled)\(\)", condition)
    return bool(holds) and (bool(asked) or not job.failed)
