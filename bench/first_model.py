"""From nothing to the first trained model at Level 0, against kedro's starter with a model."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.generate import cookiecutter
from bench.others import QUIET, generator, install
from bench.running import programs
from bench.timing import Goal, run

ROUNDS = 3
STEPS = ("extract", "prepare", "train")
GOAL = Goal(0.45)

Parts = dict[str, float]


def ours(uv: str, folder: Path) -> Callable[[], Parts]:
    generate = cookiecutter(0, folder)

    def measure() -> Parts:
        seconds, target = generate()
        project = next(path for path in target.iterdir() if path.is_dir())
        parts = {"generate": seconds, "install": run([uv, "sync", "--quiet"], project, QUIET)}
        return parts | {step: run([uv, "run", "poe", step], project, QUIET) for step in STEPS}

    return measure


def kedro(uv: str, clone: Path, folder: Path) -> Callable[[], Parts]:
    generate = generator(uv, "kedro", clone, folder)

    def measure() -> Parts:
        seconds, project = generate()
        parts = {"generate": seconds, "install": install(uv, project, "-r", "requirements.txt")}
        return parts | {"run": run([str(programs(project) / "kedro"), "run"], project, QUIET)}

    return measure


def main(clones: Mapping[str, Path]) -> None:
    """Time ours, and kedro's if its clone is given, in turns, with uv's cache as it is."""
    uv = os.environ.get("UV", "uv")
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        candidates = {"level 0": ours(uv, folder)}
        if "kedro" in clones:
            candidates["kedro"] = kedro(uv, clones["kedro"], folder)
        rounds: dict[str, list[Parts]] = {name: [] for name in candidates}
        for _ in range(ROUNDS):
            for name, measure in candidates.items():
                rounds[name].append(measure())
    best = {name: min(parts, key=lambda part: sum(part.values())) for name, parts in rounds.items()}
    print(f"\nFrom nothing to a trained model, fastest of {ROUNDS}")
    for name, parts in best.items():
        shares = ", ".join(f"{part} {seconds:.1f}" for part, seconds in parts.items())
        print(f"  {name:10} {sum(parts.values()):7.2f} s  ({shares})")
    if "kedro" in best:
        ratio = sum(best["level 0"].values()) / sum(best["kedro"].values())
        print(f"  level 0 / kedro {ratio:.2f} x  {GOAL.verdict(ratio)}")
