"""Run commands, time them, print them side by side."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

# What would let this repository's own environment leak into a generated project's.
FOREIGN = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


def clean_environment() -> dict[str, str]:
    """The environment of a user who has just opened a terminal."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return environment | {"OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def run(command: list[str], folder: Path, settings: Mapping[str, str] | None = None) -> float:
    """Seconds that a command takes, wall clock; `settings` are added to its environment.

    Raises:
        SystemExit: the command failed; its output is printed.
    """
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment() | dict(settings or {}),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return seconds


@dataclass(frozen=True)
class Goal:
    """The most that a ratio should be."""

    ratio: float

    def verdict(self, ratio: float) -> str:
        return f"goal <= {self.ratio}: {'met' if ratio <= self.ratio else 'MISSED'}"


def fastest(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The least seconds of each, run in turns so that a busy moment hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            seconds[name].append(candidate())
    return {name: min(values) for name, values in seconds.items()}


def print_ratios(title: str, seconds: dict[str, float], base: str, goal: Goal | None) -> None:
    """A line each: seconds, and how many times the base."""
    print(f"\n{title}")
    for name, value in seconds.items():
        ratio = value / seconds[base]
        verdict = goal.verdict(ratio) if goal and name != base else ""
        print(f"  {name:34} {value:7.2f} s {ratio:7.2f} x  {verdict}".rstrip())
