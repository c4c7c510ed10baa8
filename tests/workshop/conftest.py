"""Kits of this repository, built once for all tests, with the builder's own command."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pythons import clean_environment, supported, uv
from workshop.builder.command import main

Out = Path


def unpack(archive: Path, folder: Path) -> Path:
    """What is in a zip file, as a participant unpacks it: one folder."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    (kit,) = folder.iterdir()
    return kit


def no_network() -> list[str]:
    """Before a command: none at all where the system can, else see `participant`."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("unshare"):
        return ["unshare", "--net"]
    return []


# For uv, pip and git; what runs on this machine is reached all the same.
DEAD_NET = {
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
    **dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1,localhost"),
}


def participant(folder: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has only Python, git and uv, and whose net is dead."""
    python = supported()["3.11"]
    (folder / "home").mkdir(parents=True, exist_ok=True)
    kept = {
        name: value
        for name, value in clean_environment(python).items()
        if not name.startswith(("GIT_", "PIP_", "UV_", "COPIER_", "COOKIECUTTER_"))
    }
    path = os.pathsep.join([str(Path(uv()).parent), kept["PATH"]])
    own = {"HOME": str(folder / "home"), "UV": uv(), "UV_PYTHON": python, "PATH": path}
    return kept | DEAD_NET | own | {"UV_PYTHON_DOWNLOADS": "never"} | more


def offline(*command: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command without a network; both its outputs in `stdout`."""
    return subprocess.run(
        [*no_network(), *command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


@pytest.fixture(scope="session")
def kits(tmp_path_factory) -> Out:
    """A folder with everything, as no option but --out gives it."""
    out = tmp_path_factory.mktemp("kits") / "out"
    assert main(["--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def wheelhouse_kit(tmp_path_factory) -> Path:
    """The zip of Level 0 with every package in it, for this machine."""
    out = tmp_path_factory.mktemp("wheelhouse") / "out"
    assert main(["--out", str(out), "--level", "0", "--wheelhouse"]) == 0
    return out / "level0-kit.zip"
