"""Generating each level with each engine, against templates of others of a comparable size."""

import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.others import OTHERS, generator
from bench.timing import Goal, run

REPOSITORY = Path(__file__).resolve().parents[1]
ROUNDS = 5
LEVELS = range(3)
GOAL = Goal(1.0)

Generator = Callable[[], tuple[float, Path]]


def cookiecutter(level: int, folder: Path) -> Generator:
    number = itertools.count()

    def generate() -> tuple[float, Path]:
        target = folder / f"cookiecutter-{level}-{next(number)}"
        template = str(REPOSITORY / "templates" / f"level{level}")
        command = [sys.executable, "-m", "cookiecutter", "--no-input", template]
        return run([*command, "--output-dir", str(target)], folder), target

    return generate


def copier(level: int, folder: Path) -> Generator:
    number = itertools.count()

    def generate() -> tuple[float, Path]:
        target = folder / f"copier-{level}-{next(number)}"
        command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults"]
        options = ["--vcs-ref", "HEAD", "--data", f"level={level}"]
        return run([*command, *options, str(REPOSITORY), str(target)], folder), target

    return generate


def files(project: Path) -> int:
    return sum(path.is_file() for path in project.rglob("*"))


def main(clones: Mapping[str, Path]) -> None:
    """Time our levels, and the templates of others that are given, in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        engines = {"cookiecutter": cookiecutter, "copier": copier}
        candidates: dict[str, Generator] = {
            f"{engine}, level {level}": engines[engine](level, folder)
            for engine in engines
            for level in LEVELS
        }
        uv = os.environ.get("UV", "uv")
        candidates |= {name: generator(uv, name, clones[name], folder) for name in clones}
        times: dict[str, list[float]] = {name: [] for name in candidates}
        sizes: dict[str, int] = {}
        for _ in range(ROUNDS):
            for name, candidate in candidates.items():
                seconds, project = candidate()
                times[name].append(seconds)
                sizes[name] = files(project)
    best = {name: min(values) for name, values in times.items()}
    print(f"\nGenerating, fastest of {ROUNDS}, whole process")
    for name, seconds in best.items():
        print(f"  {name:24} {seconds:6.2f} s {sizes[name]:5} files")
    for name in clones:
        ours = nearest(name, sizes)
        ratio = best[ours] / best[name]
        print(f"  {ours} / {name} {ratio:6.2f} x  {GOAL.verdict(ratio)}")


def nearest(name: str, sizes: Mapping[str, int]) -> str:
    """Our level of the same engine whose number of files is closest."""
    levels = [f"{OTHERS[name].engine}, level {level}" for level in LEVELS]
    return min(levels, key=lambda level: abs(sizes[level] - sizes[name]))
