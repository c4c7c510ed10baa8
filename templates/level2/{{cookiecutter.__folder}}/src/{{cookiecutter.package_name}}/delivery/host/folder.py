"""A target's folder: releases, which of them is live, and how to run something of one."""

import json
import os
import sqlite3
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...core.errors import ProjectError
from ...core.files import write_json
from .content import manifest

# For another deployment to come to an end, which may install for minutes.
WAIT_SECONDS = 900


class Folder:
    """The paths and the record of one target."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        self.incoming = self.path / "incoming"
        self.shared = self.path / "shared"
        self.settings = self.path / "environment"

    def release(self, name: str) -> Path:
        """Folder of a release, installed or not."""
        return self.path / "releases" / name

    def installed(self, name: str) -> bool:
        """Whether the release is whole: the note is written last."""
        return (self.release(name) / "installed").exists()

    def cancelled(self, job: str) -> Path:
        """The note that a job's deployment is not to go live any more."""
        return self.path / "cancelled" / job

    def history(self) -> list[dict[str, Any]]:
        """Releases that were live and can be again, newest first: the first one is live."""
        record = self.path / "live.json"
        try:
            return [dict(entry) for entry in json.loads(record.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError) as error:
            raise ProjectError(f"{record}: not the record that deployments write") from error

    def set_history(self, history: list[dict[str, Any]]) -> None:
        """Switch, in one step: before it everything is as it was."""
        write_json(self.path / "live.json", history)

    def live(self) -> str | None:
        """The release that is live."""
        history = self.history()
        return history[0]["release"] if history else None

    @contextmanager
    def locked(self) -> Generator[None]:
        """One change at a time. The lock ends with the process that holds it.

        Raises:
            ProjectError: another one doesn't come to an end.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(self.path / "lock", timeout=WAIT_SECONDS, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise ProjectError(f"{self.path}: another deployment doesn't end") from error
        try:
            yield
        finally:
            lock.close()

    def environment(self, name: str) -> dict[str, str]:
        """What the processes of a release have to know."""
        release = self.release(name)
        return {
            "PROJECT_HOME": str(self.shared),
            "PYTHONPATH": str(release / "app" / "src"),
            "DO_NOT_TRACK": "true",
            # A git repository around the folder is another project's.
            "GIT_CEILING_DIRECTORIES": str(release.parent),
        }

    def machine(self) -> dict[str, str]:
        """Settings of this machine: where the tracker is, say."""
        if not self.settings.exists():
            return {}
        lines = self.settings.read_text(encoding="utf-8").splitlines()
        pairs = (line.partition("=") for line in lines if "=" in line and line[0] != "#")
        return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}

    def python(self, name: str) -> Path:
        """The release's own Python."""
        venv = self.release(name) / ".venv"
        return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def call(self, name: str, module: str, *arguments: str, keep: bool = False) -> str:
        """Run a command of a release; its output is shown, or kept and returned.

        Raises:
            ProjectError: it failed; it has said itself why.
        """
        release = self.release(name)
        package = manifest(release / "bundle")["package"]
        self.shared.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [str(self.python(name)), "-m", package, module, *arguments],
            cwd=release / "app",
            env=os.environ | self.environment(name) | self.machine(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if keep else None,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise ProjectError(f"{module} of release {name}: exit code {done.returncode}")
        return done.stdout or ""
