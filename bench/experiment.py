"""Level 2: a backtest of two variants over 18 months, and how the work spreads over a cluster."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generate import REPOSITORY
from bench.timing import clean_environment, run

GOAL_SECONDS = 60.0
CURVE = REPOSITORY / "bench" / "inside" / "cluster.py"


def main() -> None:
    uv = os.environ.get("UV", "uv")
    template = str(REPOSITORY / "templates" / "level2")
    generate = [sys.executable, "-m", "cookiecutter", "--no-input", template]
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        run([*generate, "--output-dir", place], folder)
        project = next(path for path in folder.iterdir() if path.is_dir())
        run([uv, "sync", "--quiet", "--extra", "dask"], project)
        poe = [uv, "run", "--no-sync", "poe"]
        run([*poe, "extract", "--until", "2012-12"], project)
        command = [*poe, "experiment", "--no-record"]
        # What is left when there is next to nothing to fit: processes, imports, reading.
        alone = run([*command, "--since", "2012-12"], project)
        two = run([*command, "--variant", "data.window = 6"], project)
        curve = _curve([uv, "run", "--no-sync", "python", str(CURVE)], project)
    print("\nLevel 2, experiment over 18 months")
    print(f"  {'1 variant, 1 month':34} {alone:7.2f} s")
    print(f"  {'2 variants':34} {two:7.2f} s")
    print(f"  goal <= {GOAL_SECONDS:.0f} s: {'met' if two <= GOAL_SECONDS else 'MISSED'}")
    print("\nLevel 2, 72 models of half a second on a Dask cluster")
    for workers, seconds in curve.items():
        print(f"  {workers + ' worker(s)':34} {seconds:7.2f} s {curve['1'] / seconds:6.2f}x")


def _curve(command: list[str], project: Path) -> dict[str, float]:
    done = subprocess.run(
        command, cwd=project, env=clean_environment(), stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit("the cluster failed, see above")
    return json.loads(done.stdout.splitlines()[-1])
