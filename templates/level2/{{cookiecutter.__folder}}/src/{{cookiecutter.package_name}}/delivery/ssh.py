"""A target over ssh, with the client that the system has (ssh and scp of OpenSSH)."""

import io
import os
import shlex
import subprocess
import sys
import tempfile
import zipapp
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from ..core.environment import DISTRIBUTION
from ..core.errors import ProjectError
from .targets import SshTarget

PROGRAM = Path(__file__).with_name("host")
# Without a key or host keys in the environment, a person's own ssh configuration counts.
KEY, KNOWN_HOSTS = "DEPLOY_SSH_KEY", "DEPLOY_KNOWN_HOSTS"
OPTIONS = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "ConnectTimeout": "15",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "4",
}


class Ssh:
    """A machine on which the target's program is run over ssh."""

    def __init__(self, name: str, settings: SshTarget, options: dict[str, str]) -> None:
        self._settings = settings
        self._unit_prefix = f"{DISTRIBUTION}-{name}" if settings.units else ""
        self._options = [f"-o{key}={value}" for key, value in (OPTIONS | options).items()]

    @classmethod
    @contextmanager
    def connected(cls, name: str, settings: SshTarget) -> Generator["Ssh"]:
        """Key and host keys from the environment, as files for as long as they are needed."""
        with tempfile.TemporaryDirectory() as place:
            options = {}
            if key := os.environ.get(KEY):
                options |= {
                    "IdentityFile": _written(Path(place) / "key", key),
                    "IdentitiesOnly": "yes",
                }
            if hosts := os.environ.get(KNOWN_HOSTS):
                options |= {
                    "UserKnownHostsFile": _written(Path(place) / "known_hosts", hosts),
                    "GlobalKnownHostsFile": "none",
                }
            yield cls(name, settings, options)

    def send(self, bundle: Path, place: str) -> None:
        """As `Reach` says."""
        folder = self._settings.folder
        self._ssh(f"mkdir -p {shlex.quote(f'{folder}/incoming')}", b"")
        self._scp(str(bundle), f"{self._settings.host}:{folder}/{place}")

    def fetch(self, place: str, bundle: Path) -> None:
        """As `Reach` says."""
        self._scp(f"{self._settings.host}:{self._settings.folder}/{place}", str(bundle))

    def run(self, *arguments: str, keep: bool) -> str:
        """As `Reach` says."""
        settings = self._settings
        program = f"{settings.folder}/host.pyz"
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        command = [settings.uv, "run", "--no-project", "--python", python, "--quiet", "python"]
        command += [program, "--folder", settings.folder, "--units", self._unit_prefix]
        command += ["--place", f"SERVICE_PORT={settings.service_port}"]
        command += ["--place", f"PAGE_PORT={settings.page_port}", *arguments]
        # Each time the program of this checkout: it must not depend on what is live there.
        folder, file = shlex.quote(settings.folder), shlex.quote(program)
        bring = f"mkdir -p {folder} && cat > {file}.$$ && mv {file}.$$ {file}"
        return self._ssh(f"{bring} && {shlex.join(command)}", _zipped(PROGRAM), keep=keep)

    def _ssh(self, command: str, standard_input: bytes, *, keep: bool = False) -> str:
        done = subprocess.run(
            ["ssh", *self._options, f"-p{self._settings.port}", self._settings.host, command],
            input=standard_input,
            stdout=subprocess.PIPE if keep else None,
            check=False,
        )
        if done.returncode:
            raise ProjectError(f"{self._settings.host}: failed, see above")
        return (done.stdout or b"").decode("utf-8")

    def _scp(self, source: str, destination: str) -> None:
        copy = ["scp", "-q", "-r", *self._options, f"-P{self._settings.port}", source, destination]
        if subprocess.run(copy, stdin=subprocess.DEVNULL, check=False).returncode:
            raise ProjectError(f"{self._settings.host}: copying failed, see above")


def _written(path: Path, text: str) -> str:
    path.touch(mode=0o600)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    return str(path)


def _zipped(package: Path) -> bytes:
    """The package as one file that Python runs."""
    archive = io.BytesIO()
    zipapp.create_archive(
        package.parent,
        archive,
        main=f"{package.name}.__main__:main",
        filter=lambda path: path.parts[0] == package.name and path.suffix in {"", ".py"},
    )
    return archive.getvalue()
