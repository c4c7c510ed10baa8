"""What lies in the landing folder, and whether it has been trained on already."""

import hashlib
import json
import stat
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..core import batches
from ..core.errors import ProjectError
from ..core.files import sha256
from ..core.params import Params
from ..core.paths import LANDING, PACKAGE, ROOT
from ..operations import Operations, Validation
from .validation import bring_back, examine

# The code that decides what a model becomes.
CODE = ("core", "problem", "steps", "pipeline")
# A bad file that hasn't changed for so long is not being written any more.
SETTLE_SECONDS = 30
# Between two glances of one that waits for a change.
GLANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Landed:
    """complete: batch -> SHA-256 of its file.

    waiting: which files may still be being written, and what is wrong with them.
    passed_over: what has a batch's name and is no file to read.
    """

    complete: dict[str, str]
    waiting: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What is not complete, for people."""
        return [*self.waiting, *self.passed_over]


def look(limits: Validation, landing: Path = LANDING) -> Landed:
    """What has landed. A good file counts at once, a bad one when it no longer changes."""
    bring_back(limits)
    landed = Landed({})
    for name, path in _named(landing).items():
        try:
            about = path.stat()
            if not stat.S_ISREG(about.st_mode):
                raise OSError("not a regular file")
            # Size beside time: Windows brings the time up to date when the file is closed.
            version = (path, about.st_size, about.st_mtime_ns)
            digest = _digest(*version)
            young = 0 <= time.time() - about.st_mtime < SETTLE_SECONDS
            if young and (problem := _problem(*version, limits)):
                landed.waiting.append(f"{name} may still be being written: {problem}")
            else:
                landed.complete[name] = digest
        except OSError as error:
            landed.passed_over.append(f"{name} is passed over: {error.strerror or error}")
    return landed


def watch(known: str, seconds: float, landing: Path = LANDING) -> str:
    """Wait until the landing folder is no longer as `known` says, at most for `seconds`.

    Returns:
        What says how it is now.
    """
    deadline = time.monotonic() + seconds
    while (now := _state(landing)) == known and time.monotonic() < deadline:
        time.sleep(GLANCE_SECONDS)
    return now


def _named(landing: Path) -> dict[str, Path]:
    """All that has a batch's name, oldest first."""
    named = {}
    for path in sorted(landing.glob("*.csv")):
        with suppress(ProjectError):
            named[batches.parse(path.stem)] = path
    return named


def _state(landing: Path) -> str:
    lines = []
    for path in sorted(landing.glob("*.csv")):
        try:
            about = path.stat()
        except OSError:
            continue
        lines.append(f"{path.name} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# Sensors look every few seconds, and batches can be large: each version of a file is read once.
@lru_cache(maxsize=4096)
def _digest(path: Path, size: int, changed: int) -> str:
    return sha256(path)


@lru_cache(maxsize=64)
def _problem(path: Path, size: int, changed: int, limits: Validation) -> str:
    try:
        examine(path.stem, limits, path.parent)
    except ProjectError as error:
        return str(error).splitlines()[0]
    return ""


def fingerprint(landed: Mapping[str, str], params: Params, settings: Operations) -> str:
    """One short text for all that decides how a training ends: data, parameters, code."""
    decisive = {
        "data": {name: landed[name] for name in sorted(landed)[-params.data.window :]},
        "params": params.model_dump(exclude={"data": {"until"}}),
        "validation": settings.validation.model_dump(),
        "gate": settings.gate.model_dump(),
        "code": code_digest(),
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


def code_digest(parts: Iterable[str] = CODE) -> str:
    """Hash of the code that makes the model."""
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for path in (PACKAGE / part).rglob("*.py")):
        # Line ends depend on the system that checked it out.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def code_version() -> str:
    """Git's commit, with "+" if files have changed since; the code's hash where there is no git."""
    command = ["git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+"]
    try:
        return subprocess.check_output(
            command, cwd=ROOT, text=True, stderr=subprocess.DEVNULL, timeout=10
        ).strip()
    except (OSError, subprocess.SubprocessError):
        return code_digest()
