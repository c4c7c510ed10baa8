"""Templates of others, from local clones: how each generates a project, as its README says."""

import argparse
import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.running import programs
from bench.timing import run

# Nothing is fetched and nothing is reported while the time runs.
QUIET = {"UV_OFFLINE": "1", "DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "true"}


@dataclass(frozen=True)
class Other:
    """A template of others: what generates from it, and the command."""

    engine: str
    packages: tuple[str, ...]
    command: Callable[[str], list[str]]


OTHERS = {
    "ccds": Other(
        "cookiecutter",
        ("cookiecutter-data-science",),
        lambda clone: ["ccds", clone, "--no-input"],
    ),
    "kedro": Other(
        "cookiecutter",
        ("kedro",),
        lambda clone: [
            *["kedro", "new", "--starter", clone, "--directory", "spaceflights-pandas"],
            *["--name", "Spaceflights"],
        ],
    ),
    "copier-uv": Other(
        "copier",
        ("copier", "copier-templates-extensions"),
        lambda clone: [
            *["copier", "copy", "--quiet", "--trust", "--defaults", "--data", "project_name=one"],
            *["--data", "project_description=one", clone, "one"],
        ],
    ),
}


def clone(text: str) -> tuple[str, Path]:
    """NAME=PATH of `--against`.

    Raises:
        argparse.ArgumentTypeError: no such name, or no folder there.
    """
    name, _, path = text.partition("=")
    if name not in OTHERS:
        raise argparse.ArgumentTypeError(f"{name}: known are {', '.join(OTHERS)}")
    if not Path(path).is_dir():
        raise argparse.ArgumentTypeError(f"{name}: {path or 'no path'}: no such folder")
    return name, Path(path).resolve()


def install(uv: str, folder: Path, *packages: str) -> float:
    """Make the environment `.venv` of a folder out of uv's cache; the seconds that it took."""
    environment = str(folder / ".venv")
    make = [uv, "venv", "--quiet", "--python", sys.executable, environment]
    fill = [uv, "pip", "install", "--quiet", "--python", environment, *packages]
    return run(make, folder, QUIET) + run(fill, folder, QUIET)


def generator(uv: str, name: str, path: Path, folder: Path) -> Callable[[], tuple[float, Path]]:
    """What generates a project of another template; it gives the seconds and the project."""
    other = OTHERS[name]
    environment = folder / f"environment-{name}"
    environment.mkdir()
    install(uv, environment, *other.packages)
    program, *options = other.command(str(path))
    number = itertools.count()

    def generate() -> tuple[float, Path]:
        target = folder / f"{name}-{next(number)}"
        target.mkdir()
        seconds = run([str(programs(environment) / program), *options], target, QUIET)
        return seconds, next(path for path in target.iterdir() if path.is_dir())

    return generate
