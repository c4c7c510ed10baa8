"""How a target is reached: as a folder here, or over ssh. What is done there is the same."""

import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipapp
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..core.environment import DISTRIBUTION
from ..core.errors import ProjectError
from ..core.paths import HOME, PACKAGE, ROOT
from .targets import LocalTarget, SshTarget, find

# What runs on a target, with Python alone.
PROGRAM = ("core", "delivery/__init__.py", "delivery/host", "__init__.py")
# Without a key or host keys in the environment, a person's own ssh configuration counts.
KEY, KNOWN_HOSTS = "DEPLOY_SSH_KEY", "DEPLOY_KNOWN_HOSTS"
OPTIONS = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "ConnectTimeout": "15",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "4",
}
# What ssh ends with when it is ssh that failed, not the command over there.
SSH_FAILED = 255


class OutOfReachError(ProjectError):
    """The machine can't be reached, or doesn't let this user in."""


class Local:
    """A folder on this machine. What fails there has said itself why, on standard error."""

    def __init__(self, name: str, settings: LocalTarget) -> None:
        self.settings = settings
        self._folder = (HOME / settings.folder).resolve()
        checkout = Path(os.environ.get("GITHUB_WORKSPACE") or ROOT).resolve()
        if os.environ.get("GITHUB_ACTIONS") and self._folder.is_relative_to(checkout):
            raise ProjectError(
                f"targets.toml: [targets.{name}] folder: {settings.folder} lies in the checkout,"
                " which the next job on this runner empties (git clean -ffdx): on a runner of your"
                f" own choose a path outside, /srv/{DISTRIBUTION}-{name} say; on GitHub's, a"
                " machine (docs/targets.md)"
            )

    def send(self, bundle: Path, place: str) -> None:
        """Copy a bundle to `place`, below the target's folder."""
        shutil.copytree(bundle, self._folder / place)

    def fetch(self, place: str, bundle: Path) -> None:
        """Copy the bundle at `place` to a folder that isn't there yet."""
        shutil.copytree(self._folder / place, bundle)

    def run(self, order: dict[str, Any], *, keep: bool) -> str:
        """Let the target's program do something; its output is shown, or kept and returned."""
        order = order | {"folder": str(self._folder)}
        program = [sys.executable, "-m", f"{__package__}.host", json.dumps(order)]
        return _run(program, self.settings.folder, keep=keep)


class Ssh:
    """A machine on which the target's program is run, by the system's own ssh and scp."""

    def __init__(self, name: str, settings: SshTarget, options: dict[str, str]) -> None:
        self.settings = settings
        self._units = f"{DISTRIBUTION}-{name}"
        self._options = [f"-o{key}={value}" for key, value in (OPTIONS | options).items()]

    def send(self, bundle: Path, place: str) -> None:
        """As Local's."""
        folder = self.settings.folder
        self._ssh(f"mkdir -p {folder}/incoming")
        self._scp(str(bundle), f"{self.settings.host}:{folder}/{place}")

    def fetch(self, place: str, bundle: Path) -> None:
        """As Local's."""
        self._scp(f"{self.settings.host}:{self.settings.folder}/{place}", str(bundle))

    def run(self, order: dict[str, Any], *, keep: bool) -> str:
        """As Local's."""
        settings = self.settings
        places = {"SERVICE_PORT": settings.service_port, "PAGE_PORT": settings.page_port}
        order = order | {"folder": settings.folder, "units": self._units, "places": places}
        program = f"{settings.folder}/host.pyz"
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        command = [settings.uv, "run", "--no-project", "--python", python, "--quiet", "python"]
        command += [program, json.dumps(order)]
        # Each time the program of this checkout: it must not depend on what is live there.
        part = f"{program}.$$"
        bring = f"mkdir -p {settings.folder} && cat > {part} && mv {part} {program}"
        return self._ssh(f"{bring} && {shlex.join(command)}", _program(), keep=keep)

    def _ssh(self, command: str, sent: bytes = b"", *, keep: bool = False) -> str:
        ssh = ["ssh", *self._options, f"-p{self.settings.port}", self.settings.host, command]
        return _run(ssh, self.settings.host, sent, keep=keep)

    def _scp(self, source: str, destination: str) -> None:
        copy = ["scp", "-q", "-r", *self._options, f"-P{self.settings.port}", source, destination]
        if subprocess.run(copy, stdin=subprocess.DEVNULL, check=False).returncode:
            raise ProjectError(f"{self.settings.host}: copying failed, see above")


def _run(command: list[str], where: str, sent: bytes = b"", *, keep: bool) -> str:
    stdout = subprocess.PIPE if keep else None
    done = subprocess.run(command, input=sent, stdout=stdout, check=False)
    if done.returncode == SSH_FAILED:
        raise OutOfReachError(f"{where}: out of reach, see above")
    if done.returncode:
        raise ProjectError(f"{where}: failed, see above")
    return (done.stdout or b"").decode("utf-8")


def _program() -> bytes:
    """The target's program as one file that Python runs."""
    archive = io.BytesIO()
    zipapp.create_archive(
        PACKAGE.parent,
        archive,
        main=f"{PACKAGE.name}.delivery.host.__main__:main",
        filter=lambda path: (
            path.suffix == ".py"
            and any(path.is_relative_to(Path(PACKAGE.name, part)) for part in PROGRAM)
        ),
    )
    return archive.getvalue()


Reach = Local | Ssh


@contextmanager
def reach(name: str) -> Generator[Reach]:
    """The target of that name, for as long as it is needed.

    Raises:
        ProjectError: there is none, or nothing may be deployed there.
    """
    settings = find(name)
    if isinstance(settings, LocalTarget):
        yield Local(name, settings)
        return
    with tempfile.TemporaryDirectory() as place:
        options = {}
        if key := os.environ.get(KEY):
            file = _written(Path(place) / "key", key)
            options |= {"IdentityFile": file, "IdentitiesOnly": "yes"}
        if hosts := os.environ.get(KNOWN_HOSTS):
            file = _written(Path(place) / "known_hosts", hosts)
            options |= {"UserKnownHostsFile": file, "GlobalKnownHostsFile": "none"}
        yield Ssh(name, settings, options)


def _written(path: Path, text: str) -> str:
    path.touch(mode=0o600)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return str(path)


def ask(there: Reach, **order: Any) -> dict[str, Any]:
    """Let the target's program do something, and read what it answers.

    Raises:
        ProjectError: it failed, or what it answered isn't an answer.
    """
    answer = there.run(order, keep=True)
    try:
        return json.loads(answer)
    except ValueError as error:
        raise ProjectError(f"not the answer to {order['do']}: {answer[:200]!r}") from error


def call(there: Reach, module: str, *arguments: str) -> None:
    """Run a command of the release that is live there; its output is shown.

    Raises:
        ProjectError: nothing is live, or it failed.
    """
    there.run({"do": "call", "module": module, "arguments": arguments}, keep=False)
