"""From nothing to the first trained model at Level 0, step by step."""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import REPOSITORY
from bench.timing import run

STEPS = ("extract", "prepare", "train", "evaluate", "handover")


def main() -> None:
    uv = os.environ.get("UV", "uv")
    template = str(REPOSITORY / "templates" / "level0")
    generate = [sys.executable, "-m", "cookiecutter", "--no-input", template]
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        start = time.perf_counter()
        seconds = {"generate": run([*generate, "--output-dir", place], folder)}
        project = next(path for path in folder.iterdir() if path.is_dir())
        seconds["install (uv sync, cache as it is)"] = run([uv, "sync", "--quiet"], project)
        for step in STEPS:
            seconds[step] = run([uv, "run", "poe", step], project)
        whole = time.perf_counter() - start
    print("\nLevel 0, from nothing to a bundle")
    for name, value in seconds.items():
        print(f"  {name:34} {value:7.2f} s {value / whole:6.0%}")
    print(f"  {'all of it':34} {whole:7.2f} s")
