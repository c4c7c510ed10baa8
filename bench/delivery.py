"""Level 2: what CI runs on a sample, step by step."""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import REPOSITORY
from bench.timing import run

REHEARSAL = ("bundle", "deploy", "run", "smoke")


def main() -> None:
    uv = os.environ.get("UV", "uv")
    template = str(REPOSITORY / "templates" / "level2")
    generate = [sys.executable, "-m", "cookiecutter", "--no-input", template]
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        run([*generate, "--output-dir", place], folder)
        project = next(path for path in folder.iterdir() if path.is_dir())
        run([uv, "sync", "--quiet"], project)
        start = time.perf_counter()
        seconds = {step: run([uv, "run", "poe", step], project) for step in REHEARSAL}
        whole = time.perf_counter() - start
        pipeline = run([uv, "run", "poe", "pipeline"], project)
    print("\nLevel 2, the sample run of CI")
    for name, value in seconds.items():
        print(f"  {name:34} {value:7.2f} s {value / whole:6.0%}")
    print(f"  {'all of it':34} {whole:7.2f} s")
    print(f"  {'poe pipeline beside it':34} {pipeline:7.2f} s, ratio {whole / pipeline:.1f}")
