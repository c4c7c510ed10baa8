"""How a target is reached: as a folder here, or over ssh. What is done there is the same."""

import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ..core.errors import ProjectError
from ..core.paths import HOME
from .host.content import Refused, verify
from .ssh import Ssh
from .targets import LocalTarget, target


class Reach(Protocol):
    """A target that can be reached. What fails has said itself why, on standard error."""

    def send(self, bundle: Path, place: str) -> None:
        """Copy a bundle to `place`, below the target's folder."""

    def fetch(self, place: str, bundle: Path) -> None:
        """Copy the bundle at `place` to a folder that isn't there yet."""

    def run(self, *arguments: str, keep: bool) -> str:
        """Run the target's program; its output is shown, or kept and returned."""
        ...


class Local:
    """A folder on this machine."""

    def __init__(self, settings: LocalTarget) -> None:
        self._folder = HOME / settings.folder

    def send(self, bundle: Path, place: str) -> None:
        """As `Reach` says."""
        shutil.copytree(bundle, self._folder / place)

    def fetch(self, place: str, bundle: Path) -> None:
        """As `Reach` says."""
        shutil.copytree(self._folder / place, bundle)

    def run(self, *arguments: str, keep: bool) -> str:
        """As `Reach` says."""
        module = f"{__package__}.host"
        command = [sys.executable, "-m", module, "--folder", str(self._folder), *arguments]
        done = subprocess.run(
            command, stdout=subprocess.PIPE if keep else None, encoding="utf-8", check=False
        )
        if done.returncode:
            raise ProjectError(f"{arguments[0]} failed, see above")
        return done.stdout or ""


@contextmanager
def reach(name: str) -> Generator[Reach]:
    """The target of that name, for as long as it is needed.

    Raises:
        ProjectError: there is none, or ssh lacks something.
    """
    settings = target(name)
    if isinstance(settings, LocalTarget):
        yield Local(settings)
    else:
        with Ssh.connected(name, settings) as ssh:
            yield ssh


def ask(there: Reach, *arguments: str) -> dict[str, Any]:
    """Run the target's program and read what it answers.

    Raises:
        ProjectError: it failed, or what it answered isn't an answer.
    """
    answer = there.run(*arguments, keep=True)
    try:
        return json.loads(answer)
    except ValueError as error:
        raise ProjectError(f"not the answer to {arguments[0]}: {answer[:200]!r}") from error


def deploy(there: Reach, bundle: Path) -> dict[str, Any]:
    """Bring the bundle there and make it live.

    Raises:
        ProjectError: it isn't whole, or the target refuses it; then what was live still is.
    """
    try:
        verify(bundle)
    except Refused as error:
        raise ProjectError(str(error)) from error
    place = f"incoming/{uuid.uuid4().hex[:8]}"
    there.send(bundle, place)
    release = ask(there, "install", place)["release"]
    return ask(there, "activate", release)


def fetch_live(there: Reach, bundle: Path, name: str) -> None:
    """Copy the bundle of the release that is live there.

    Raises:
        ProjectError: nothing is live, or it can't be copied.
    """
    live = ask(there, "status")["live"]
    if live is None:
        raise ProjectError(f"{name}: nothing is live, so there is nothing to promote")
    there.fetch(f"releases/{live}/bundle", bundle)
