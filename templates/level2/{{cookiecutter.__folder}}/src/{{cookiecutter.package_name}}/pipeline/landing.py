"""What lies in the landing folder, and whether it has been trained on already."""

import hashlib
import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..core.files import sha256
from ..core.params import Params
from ..core.paths import LANDING, ROOT
from ..core.tables import landed_months
from ..operations import Operations

PACKAGE = Path(__file__).resolve().parents[1]
# The code that decides what a model becomes.
CODE = ("core", "problem", "steps", "pipeline")
# Between two glances of one that waits for a file.
GLANCE_SECONDS = 0.1


@dataclass(frozen=True)
class Landed:
    """complete: month -> SHA-256 of its file; writing: months whose files are still growing."""

    complete: dict[str, str]
    writing: tuple[str, ...] = ()


# Files found whole by this process: nothing is gained by waiting for them again.
_whole: set[tuple[str, int, int]] = set()


def look(settle_seconds: float, landing: Path = LANDING) -> Landed:
    """What has landed whole.

    A file that is still being written changes between two looks; waits `settle_seconds` for the
    second look if there is a file that this process doesn't know.
    """
    first = _stats(landing)
    if not _whole.issuperset(first.values()):
        time.sleep(settle_seconds)
    second = _stats(landing)
    unchanged = {month: stat for month, stat in second.items() if first.get(month) == stat}
    _whole.update(unchanged.values())
    writing = sorted(set(second) - set(unchanged))
    return Landed({month: _digest(*stat) for month, stat in unchanged.items()}, tuple(writing))


def watch(seconds: float, landing: Path = LANDING) -> None:
    """Wait until a file that this process doesn't know lies there, at most for `seconds`."""
    deadline = time.monotonic() + seconds
    while _whole.issuperset(_stats(landing).values()) and time.monotonic() < deadline:
        time.sleep(GLANCE_SECONDS)


def glance(landing: Path = LANDING) -> Landed:
    """What lies there, whole or not."""
    return Landed({month: _digest(*stat) for month, stat in _stats(landing).items()})


def _stats(landing: Path) -> dict[str, tuple[str, int, int]]:
    paths = {month: landing / f"{month}.csv" for month in landed_months(landing)}
    stats = {month: (path, path.stat()) for month, path in paths.items()}
    # Size beside time: Windows brings the time up to date when the file is closed.
    return {month: (str(path), s.st_size, s.st_mtime_ns) for month, (path, s) in stats.items()}


@lru_cache(maxsize=4096)
def _digest(path: str, size: int, changed: int) -> str:
    # Size and time are only the cache's key: sensors look often, and months can be large.
    return sha256(Path(path))


def fingerprint(landed: Mapping[str, str], params: Params, settings: Operations) -> str:
    """One short text for all that decides how a training ends: data, parameters, code."""
    months = sorted(landed)[-params.data.window_months :]
    decisive = {
        "data": {month: landed[month] for month in months},
        "params": params.model_dump(exclude={"data": {"until"}}),
        "validation": settings.validation.model_dump(),
        "gate": settings.gate.model_dump(),
        "code": code_digest(),
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]


def code_digest() -> str:
    """Hash of the code that makes the model."""
    digest = hashlib.sha256()
    for path in sorted(path for part in CODE for path in (PACKAGE / part).rglob("*.py")):
        # Line ends depend on the system that checked it out.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def code_version() -> str:
    """Git's commit, with "+" if files have changed since; the code's hash where there is no git."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        return commit + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return code_digest()


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=10
    )
    return done.stdout.strip()
