"""Every package that a kit needs, as wheels for the machines of a class."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uv import find_uv_bin

from workshop.builder.errors import KitError
from workshop.builder.platforms import PLATFORMS

Say = Callable[[str], None]


def requirements(project_file: Path) -> list[str]:
    """All that a project may install: uv locks optional packages too, so they are among it."""
    project = tomllib.loads(project_file.read_text(encoding="utf-8"))
    lists: list[list[Any]] = [
        project["project"]["dependencies"],
        *project["project"].get("optional-dependencies", {}).values(),
        *project["dependency-groups"].values(),
        project["build-system"]["requires"],
        ["uv"],
    ]
    return sorted({line for lines in lists for line in lines if isinstance(line, str)})


def fill_wheelhouse(
    wanted: list[str], platforms: tuple[str, ...], python: str, folder: Path, say: Say
) -> None:
    """Download the wheels.

    Args:
        wanted: requirements; their own come too.
        platforms: names in PLATFORMS.
        python: such as 3.12.
        folder: the wheelhouse, which doesn't exist yet.
        say: shows a line of progress.

    Raises:
        KitError: a package has no wheel for a machine, or the index isn't reached.
    """
    folder.mkdir()
    # Wheels are no part of the participant's own repository.
    (folder / ".gitignore").write_text("*\n", encoding="utf-8", newline="\n")
    for name in platforms:
        pins = resolve(wanted, name, python, folder.parent)
        say(f"wheelhouse for {name}, Python {python}: {len(pins)} packages")
        download(pins, name, python, folder, say)


def resolve(wanted: list[str], name: str, python: str, scratch: Path) -> list[str]:
    """One version of each package, as NAME==VERSION, all with wheels for that machine.

    Raises:
        KitError: there is no such set.
    """
    asked = scratch / "requirements.in"
    asked.write_text("\n".join(wanted) + "\n", encoding="utf-8", newline="\n")
    command = [
        *[os.environ.get("UV") or find_uv_bin(), "pip", "compile", str(asked)],
        *["--python-platform", PLATFORMS[name].uv, "--python-version", python],
        *["--only-binary", ":all:", "--no-header", "--no-annotate", "--quiet"],
    ]
    # Wheels for that macOS and all older ones, as in the tags for pip.
    macos = {"MACOSX_DEPLOYMENT_TARGET": "14.0"}
    done = subprocess.run(
        command, cwd=scratch, env=os.environ | macos, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        said = " ".join(done.stderr.split()) or "uv ended early"
        raise KitError(f"no set of packages for {name} and Python {python}: {said}")
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if "==" in line and not line.startswith("#")]


def download(pins: list[str], name: str, python: str, folder: Path, say: Say) -> None:
    """Download these versions, saying every now and then how far it is.

    Raises:
        KitError: one can't be had.
    """
    listed = folder.parent / "requirements.txt"
    listed.write_text("\n".join(pins) + "\n", encoding="utf-8", newline="\n")
    tags = [part for tag in PLATFORMS[name].tags for part in ("--platform", tag)]
    command = [
        *[sys.executable, "-m", "pip", "download", "--dest", str(folder), "--no-deps"],
        *["--only-binary=:all:", *tags, "--implementation", "cp", "--python-version", python],
        *["--disable-pip-version-check", "--progress-bar", "off", "--requirement", str(listed)],
    ]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    begun, problem = 0, "pip ended early"
    with running:
        for line in running.stdout or ():
            begun += line.startswith("Collecting ")
            if line.startswith("Collecting ") and begun % 20 == 0:
                say(f"  {begun} of {len(pins)}")
            problem = line.strip() if line.startswith("ERROR: ") else problem
    if running.returncode:
        raise KitError(f"wheelhouse for {name}: {problem.removeprefix('ERROR: ')}")
