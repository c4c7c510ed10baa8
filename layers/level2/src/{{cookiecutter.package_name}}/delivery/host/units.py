"""The processes that keep running on a target: systemd units of the user that deploys."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ...core.errors import ProjectError
from .folder import Folder

TEMPLATES = Path("app", "deploy", "systemd")


class Units:
    """The units of one target; with no prefix there are none, and nothing keeps running.

    places: what stands in the templates as @NAME@.
    """

    def __init__(self, folder: Folder, prefix: str, places: Mapping[str, object]) -> None:
        self._folder, self._prefix, self._places = folder, prefix, places
        self._home = Path("~/.config/systemd/user").expanduser()

    def render(self, release: str) -> dict[str, str]:
        """Name -> text of each unit."""
        folder = self._folder
        environment = folder.environment(release)
        places = {
            "RELEASE": str(folder.release(release)),
            "ENVIRONMENT": " ".join(f'"{key}={value}"' for key, value in environment.items()),
            "SETTINGS": str(folder.settings),
            **self._places,
        }
        texts = {}
        for template in sorted((folder.release(release) / TEMPLATES).glob("*.service")):
            text = template.read_text(encoding="utf-8")
            for name, value in places.items():
                text = text.replace(f"@{name}@", str(value))
            texts[f"{self._prefix}-{template.name}"] = text
        return texts

    def start(self, release: str) -> None:
        """Put the release's units in place of those that run, and start them.

        Raises:
            ProjectError: systemd doesn't take or start them.
        """
        if not self._prefix:
            return
        texts = self.render(release)
        self._home.mkdir(parents=True, exist_ok=True)
        gone = {path.name for path in self._home.glob(f"{self._prefix}-*.service")} - set(texts)
        for name, text in texts.items():
            (self._home / name).write_text(text, encoding="utf-8")
        self._remove(gone)
        _systemctl("enable", *texts)
        _systemctl("restart", *texts)

    def stop(self) -> None:
        """Stop and remove all of this target's units."""
        if self._prefix:
            self._remove({path.name for path in self._home.glob(f"{self._prefix}-*.service")})

    def _remove(self, names: set[str]) -> None:
        if names:
            _systemctl("disable", "--now", *sorted(names))
        for name in names:
            (self._home / name).unlink()
        _systemctl("daemon-reload")

    def states(self) -> dict[str, str]:
        """Unit -> active, failed, ..."""
        names = sorted(path.name for path in self._home.glob(f"{self._prefix}-*.service"))
        if not self._prefix or not names:
            return {}
        shown = _run("is-active", *names).stdout.split()
        return dict(zip(names, shown, strict=False))


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemctl", "--user", *arguments]
    # A login without a terminal may not say where the user's systemd listens.
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    environment = os.environ | {"XDG_RUNTIME_DIR": runtime}
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def _systemctl(*arguments: str) -> None:
    done = _run(*arguments)
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise ProjectError(f"systemctl --user {arguments[0]}: {reason[0] if reason else 'failed'}")
