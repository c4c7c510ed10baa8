"""Executes workflows with act, on this machine, and turns what happened into data."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STUBS = Path(__file__).parent / "stubs"
USES = re.compile(r"uses: ([\w.-]+/[\w./-]+)@(\w+)")
REPOSITORY = "your-org/bike-rides"
# What its API says unless a test says otherwise, by path below the repository.
GITHUB: dict[str, Any] = {
    "actions/runs/*": {
        "path": ".github/workflows/cd.yml",
        "event": "push",
        "head_branch": "main",
    },
    "issues": [],
    "issues/7/comments": [],
}


@dataclass
class Outcome:
    """jobs: id -> success, failure; a skipped job is not among them. steps: those that ran."""

    run_id: int
    jobs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    gh: list[dict[str, Any]] = field(default_factory=list)
    log: str = ""

    def all_succeeded(self, *jobs: str) -> bool:
        """Whether these jobs ran, and no job failed."""
        missing = [job for job in jobs if self.jobs.get(job) != "success"]
        failed = [job for job, result in self.jobs.items() if result != "success"]
        assert not missing + failed, f"{missing + failed}\n{self.log}"
        return True

    def ran(self, job: str, step: str) -> bool:
        """Whether a step with this id ran and succeeded."""
        return self.steps.get(f"{job}/{step}") == "success"

    def ran_named(self, name: str) -> bool:
        """Whether a step of this name ran and succeeded."""
        return f"Success - Main {name}" in self.log

    def called(self, *words: str) -> list[dict[str, Any]]:
        """Calls of gh that begin with these words."""
        return [call for call in self.gh if call["arguments"][: len(words)] == list(words)]


class Runner:
    """Runs the workflows of one repository.

    folder: for what a run leaves behind: artifacts, the record of gh's calls.
    environment: of the steps, beside this process's own.
    """

    def __init__(self, repository: Path, folder: Path, environment: dict[str, str]) -> None:
        self.repository = repository
        self._folder = folder
        self._runs = self._attempt = 0
        self._tools = folder / "bin"
        self._tools.mkdir(parents=True)
        _install_gh(self._tools)
        self.environment = (
            own_environment()
            | environment
            | {
                "PATH": os.pathsep.join([str(self._tools), os.environ["PATH"]]),
                "XDG_CACHE_HOME": str(folder / "cache"),
                "NO_COLOR": "1",
                "UV_NO_PROGRESS": "1",
                "STUB_ARTIFACTS": str(folder / "artifacts"),
                "STUB_GH_LOG": str(folder / "gh.jsonl"),
            }
        )

    def run(
        self,
        event: str,
        workflow: str,
        payload: dict[str, Any] | None = None,
        *,
        variables: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
        github: dict[str, Any] | None = None,
        until: str = "",
        again: bool = False,
        cancel_when: Callable[[], bool] | None = None,
    ) -> Outcome:
        """Let the event happen to one workflow.

        Args:
            github: what its API answers, by path below the repository, beside GITHUB.
            until: the last job; what comes after it in the workflow isn't run.
            again: the last run, once more.
            cancel_when: as soon as this is true, the run is cancelled.
        """
        self._attempt = self._attempt + 1 if again else 1
        self._runs += not again
        record = self._folder / "gh.jsonl"
        record.unlink(missing_ok=True)
        answers = GITHUB | {"actions/workflows/cd.yml/runs": {"workflow_runs": [{"id": 1}]}}
        (self._folder / "github.json").write_text(json.dumps(answers | (github or {})), "utf-8")
        content = {"repository": {"full_name": REPOSITORY, "private": False}} | (payload or {})
        event_file = self._folder / "event.json"
        event_file.write_text(json.dumps(content), encoding="utf-8")
        command = [
            *("act", event, "--json", "--eventpath", str(event_file)),
            *("--workflows", str(self.repository / ".github" / "workflows" / f"{workflow}.yml")),
            *("--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server"),
            *("--concurrent-jobs", "1", "--action-offline-mode", "--pull=false"),
            *("--secret", "GITHUB_TOKEN=none", "--env", f"GITHUB_RUN_ID={self._runs}"),
            *("--env", f"GITHUB_RUN_ATTEMPT={self._attempt}"),
            # One version is enough here; the project's own tests run on all.
            *("--matrix", f"python:{sys.version_info.major}.{sys.version_info.minor}"),
            *self._stubs(),
            *(["--job", until] if until else []),
        ]
        for name, value in (variables or {}).items():
            command += ["--var", f"{name}={value}"]
        stubs = {
            "STUB_WORKFLOW": str(self.repository / ".github" / "workflows" / f"{workflow}.yml"),
            "STUB_GITHUB": str(self._folder / "github.json"),
        }
        process = subprocess.Popen(
            command,
            cwd=self.repository,
            env=self.environment | stubs | (environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        if cancel_when:
            while process.poll() is None and not cancel_when():
                time.sleep(0.1)
            process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
        outcome = _parsed(output, self._runs)
        outcome.log += errors
        if record.exists():
            lines = record.read_text(encoding="utf-8").splitlines()
            outcome.gh = [json.loads(line) for line in lines]
        return outcome

    def _stubs(self) -> list[str]:
        words = []
        for action, sha in uses(self.repository):
            stub = STUBS / action.replace("/", "-")
            assert stub.is_dir(), f"{action}: no stub in {STUBS}"
            words += ["--local-repository", f"{action}@{sha}={stub}"]
        return words


def uses(repository: Path) -> list[tuple[str, str]]:
    """Every action that the repository's workflows use, with its pin."""
    files = sorted((repository / ".github").rglob("*.yml"))
    return sorted({found for file in files for found in USES.findall(file.read_text("utf-8"))})


def own_environment() -> dict[str, str]:
    """This process's, without what would slow or mislead the steps."""
    # Without compiled files every step imports for seconds.
    dropped = {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PROJECT_HOME"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


def _install_gh(folder: Path) -> None:
    program = folder / "gh"
    shutil.copyfile(STUBS / "gh.py", program)
    text = program.read_text(encoding="utf-8")
    program.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    program.chmod(0o755)


def _parsed(output: str, run_id: int) -> Outcome:
    outcome = Outcome(run_id)
    lines = []
    for line in output.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            lines.append(line)
            continue
        lines.append(f"[{entry.get('jobID', '')}] {entry.get('msg', '').rstrip()}")
        job = entry.get("jobID", "")
        if result := entry.get("jobResult"):
            outcome.jobs[job] = result
        if result := entry.get("stepResult"):
            outcome.steps[f"{job}/{(entry.get('stepID') or [''])[-1]}"] = result
    outcome.log = "\n".join(lines)
    return outcome
