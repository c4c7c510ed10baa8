"""Climbing from Level 0 to Level 2, against making two projects anew, and where the rest goes."""

import itertools
import pstats
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.generate import REPOSITORY
from bench.timing import Goal, clean_environment, fastest, print_ratios, run

ROUNDS = 5
BASE = "two bare copies, level 0 and level 2"
CLIMB = "upgrade from level 0 to level 2"
# What takes the time, by the functions that do it.
PARTS = {
    "rendering twice": "_render_template",
    "cloning the template": "clone",
    "questions and answers": "_ask",
    "deciding what becomes of each file": "decide",
    "waiting for git": "communicate",
}


def tagged(folder: Path) -> Path:
    """This template as it is here, committed or not, with the one tag that an update looks for."""
    for name in ("climb.py", "climbing", "copier.yml", "rules", "templates"):
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    commit(folder)
    git(folder, "tag", "v0.1.0")
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@localhost"]
    command = ["git", "-C", str(folder), *who, *arguments]
    subprocess.run(command, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "-m", "All")


def copier(folder: Path, *arguments: str) -> float:
    return run([sys.executable, "-m", "copier", *arguments, "--quiet", "--defaults"], folder)


def print_profile(project: Path, template: str) -> None:
    """The shares of one upgrade, measured inside its process; they overlap."""
    report = project.parent / "profile"
    command = [sys.executable, "-m", "cProfile", "-o", str(report), f"{template}/climb.py"]
    command += ["--level", "2"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, env=clean_environment())
    functions = pstats.Stats(str(report)).get_stats_profile().func_profiles
    whole = functions["prepare"].cumtime
    print("  of which (shares overlap: git is started within the others)")
    for part, name in PARTS.items():
        print(f"    {part:34} {functions[name].cumtime / whole:6.0%}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        (folder / "template").mkdir()
        template = str(tagged(folder / "template"))
        project = folder / "project"
        copier(folder, "copy", template, str(project), "--data", "level=0")
        commit(project)
        number = itertools.count()

        def two_copies() -> float:
            targets = [str(folder / f"out-{next(number)}") for _ in range(2)]
            return sum(
                copier(folder, "copy", template, target, "--data", f"level={level}")
                for target, level in zip(targets, (0, 2), strict=True)
            )

        def climb() -> float:
            target = folder / f"out-{next(number)}"
            shutil.copytree(project, target)
            return run([sys.executable, "tools/upgrade.py", "--level", "2"], target)

        candidates: dict[str, Callable[[], float]] = {BASE: two_copies, CLIMB: climb}
        seconds = fastest(candidates, ROUNDS)
        title = f"Upgrading, fastest of {ROUNDS}, whole processes"
        print_ratios(title, seconds, BASE, Goal(4))
        print_profile(project, template)
