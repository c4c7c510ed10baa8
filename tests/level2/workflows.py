"""What the workflows of a project say, and what is wrong with it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PINS = tomllib.loads(Path(__file__).with_name("pins.toml").read_text(encoding="utf-8"))
USES = re.compile(r"uses: (\S+)(?: # (\S+))?")
COMMAND = re.compile(r"\bpoe ([a-z-]+)")
# Steps: nothing longer than what can be read at a glance.
LINES = 6


class Workflows:
    """All workflows and composite actions of a project, by file name."""

    def __init__(self, project: Path) -> None:
        self.project = project
        folder = project / ".github"
        paths = [*(folder / "workflows").glob("*.yml"), *(folder / "actions").glob("*/action.yml")]
        self.texts = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(paths)
        }
        self.parsed = {name: yaml.safe_load(text) for name, text in self.texts.items()}

    def jobs(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Name of file and job, and the job."""
        for file, content in self.parsed.items():
            for name, job in content.get("jobs", {}).items():
                yield f"{file}: {name}", job

    def steps(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Name of file, job and step, and the step."""
        for place, job in self.jobs():
            for step in job.get("steps", []):
                yield f"{place}: {step.get('name', step.get('uses'))}", step
        for file, content in self.parsed.items():
            for step in content.get("runs", {}).get("steps", []):
                yield f"{file}: {step.get('name', step.get('uses'))}", step


def unknown_pins(workflows: Workflows) -> list[str]:
    """Uses of actions that are not pinned as the table says."""
    problems = []
    for file, text in workflows.texts.items():
        for used, comment in USES.findall(text):
            action, _, commit = used.partition("@")
            known = PINS.get(action, {})
            if not used.startswith("./") and known != {"version": comment, "commit": commit}:
                problems.append(f"{file}: {used} # {comment}")
    return problems


def unknown_commands(workflows: Workflows) -> list[str]:
    """Commands that the project doesn't have."""
    settings = tomllib.loads((workflows.project / "pyproject.toml").read_text(encoding="utf-8"))
    tasks = settings["tool"]["poe"]["tasks"]
    return [
        f"{place}: {command}"
        for place, step in workflows.steps()
        for command in COMMAND.findall(step.get("run", ""))
        if command not in tasks
    ]


def loose_jobs(workflows: Workflows) -> list[str]:
    """Jobs without a limit of time, own permissions or a fixed runner."""
    problems = []
    for place, job in workflows.jobs():
        wanted = {"permissions"} if "uses" in job else {"permissions", "timeout-minutes", "runs-on"}
        problems += [f"{place}: {key}" for key in sorted(wanted - set(job))]
        if str(job.get("runs-on", "")).endswith("latest"):
            problems.append(f"{place}: runs-on")
    return problems


def code_beside_write_access(workflows: Workflows) -> list[str]:
    """Jobs that may write to issues, pull requests or workflows and also run project code."""
    return [
        place
        for place, job in workflows.jobs()
        if {"issues", "pull-requests", "actions"}
        & {scope for scope, grant in job["permissions"].items() if grant == "write"}
        and any("checkout" in step.get("uses", "") for step in job.get("steps", []))
    ]


def secrets_outside_environments(workflows: Workflows) -> list[str]:
    """Jobs that read a secret and belong to no environment, or that keep a cache beside it."""
    problems = []
    for place, job in workflows.jobs():
        steps = job.get("steps", [])
        cached = any(
            "setup-uv" in step.get("uses", "") and step["with"].get("enable-cache") is not False
            for step in steps
        )
        if "secrets." in str(job) and ("environment" not in job or cached):
            problems.append(place)
    return problems


def long_steps(workflows: Workflows) -> list[str]:
    """Steps whose shell is longer than a few lines."""
    return [
        place
        for place, step in workflows.steps()
        if len(step.get("run", "").strip().splitlines()) > LINES
    ]


def expressions_in_shell(workflows: Workflows) -> list[str]:
    """Steps into whose shell text GitHub writes a value."""
    return [place for place, step in workflows.steps() if "${{" in step.get("run", "")]


def wrong_order(workflows: Workflows) -> list[str]:
    """Missing needs among the jobs of the delivery and of the required status."""
    wanted = {
        ("workflows/cd.yml", "build"): {"checks"},
        ("workflows/cd.yml", "staging"): {"build"},
        ("workflows/cd.yml", "staging-training"): {"staging"},
        ("workflows/cd.yml", "production"): {"staging-training"},
        ("workflows/cd.yml", "production-training"): {"production"},
        ("workflows/ci.yml", "ok"): {"checks", "report"},
    }
    problems = []
    for (file, job), needs in wanted.items():
        found = workflows.parsed[file]["jobs"][job].get("needs", [])
        if set([found] if isinstance(found, str) else found) != needs:
            problems.append(f"{file}: {job}")
    return problems


def _actions(workflows: Workflows, steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The steps, and those of the project's own actions among them."""
    for step in steps:
        yield step
        if (used := step.get("uses", "")).startswith("./.github/"):
            inner = workflows.parsed[f"{used.removeprefix('./.github/')}/action.yml"]
            yield from _actions(workflows, inner["runs"]["steps"])


# Calls of gh, and what a job's token must be allowed for them in a private repository. The first
# that fits counts.
REPOSITORY = r'gh api (--method \w+ )?"repos/\$GITHUB_REPOSITORY/'
CALLS = {
    # Lets git use the token that the job has.
    r"gh auth setup-git": {},
    r"gh workflow run [\w.]+ --ref": {"actions": "write"},
    # Without --ref it asks the repository for its default branch.
    r"gh workflow run": {"actions": "write", "contents": "read"},
    r"gh attestation verify": {"attestations": "read"},
    r"gh release create": {"contents": "write"},
    r"gh release download": {"contents": "read"},
    REPOSITORY + "actions/": {"actions": "read"},
    REPOSITORY + r"issues/(\$NUMBER/)?comments": {"pull-requests": "write"},
    REPOSITORY + "issues": {"issues": "write"},
}
LEVELS = ["none", "read", "write"]


def calls_beyond_permissions(workflows: Workflows) -> list[str]:
    """Jobs that call gh for what their token may not do, or in a way that isn't known here."""
    problems = []
    for place, job in workflows.jobs():
        text = "\n".join(step.get("run", "") for step in _actions(workflows, job.get("steps", [])))
        for call in re.findall(r"\bgh [^\n]*", text):
            needs = next((need for form, need in CALLS.items() if re.match(form, call)), None)
            granted = job["permissions"]
            if needs is None or any(
                LEVELS.index(granted.get(scope, "none")) < LEVELS.index(level)
                for scope, level in needs.items()
            ):
                problems.append(f"{place}: {call}")
    return problems


def untruthful_deployments(workflows: Workflows) -> list[str]:
    """Jobs that deploy and don't roll back whatever ends them, or record what is no deployment."""
    problems = []
    for place, job in workflows.jobs():
        steps = job.get("steps", [])
        deploys = any(step.get("uses") == "./.github/actions/deploy" for step in steps)
        undone = "--job" in steps[-1].get("run", "") if steps else False
        if deploys and not (undone and steps[-1].get("if") == "failure() || cancelled()"):
            problems.append(f"{place}: no rollback")
        environment = job.get("environment")
        recorded = isinstance(environment, str) or (environment or {}).get("deployment", True)
        if environment and recorded is not deploys:
            problems.append(f"{place}: environment")
    return problems


RULES = (
    unknown_pins,
    unknown_commands,
    loose_jobs,
    code_beside_write_access,
    secrets_outside_environments,
    long_steps,
    expressions_in_shell,
    wrong_order,
    calls_beyond_permissions,
    untruthful_deployments,
)
