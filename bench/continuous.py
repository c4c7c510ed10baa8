"""Level 1: the pipeline against a plain script, the service under load, and in times of one
`poe pipeline`: the test suite, and landing to serving."""

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import load
from bench.generate import REPOSITORY
from bench.running import free_port, get, running, up, wait_for
from bench.timing import Goal, fastest, print_ratios, run

ROUNDS = 3
# The gate keeps the model of June when July lands, and replaces it when August does.
BEFORE, LANDS = "2011-07", "2011-08"
LANDING_GOAL, SUITE_GOAL = Goal(1.0), Goal(3.0)
# What a first look of each sensor takes, and a bit more.
SETTLE_SECONDS = 10
STATE = ("state", "dagster_home")


def uv_run() -> list[str]:
    return [os.environ.get("UV", "uv"), "run", "--no-sync"]


def generated(folder: Path) -> Path:
    """A Level 1 project, installed."""
    template = str(REPOSITORY / "templates" / "level1")
    command = [sys.executable, "-m", "cookiecutter", "--no-input", template]
    run([*command, "--output-dir", str(folder)], folder)
    project = next(path for path in folder.iterdir() if path.is_dir())
    run([os.environ.get("UV", "uv"), "sync", "--quiet"], project)
    return project


def free_ports(project: Path) -> tuple[int, int]:
    """Let service and page use ports that are free; gives both."""
    path = project / "operations.toml"
    text, ports = path.read_text(encoding="utf-8"), (free_port(), free_port())
    for name, port in zip(("port", "pipeline_port"), ports, strict=True):
        text = re.sub(rf"(?m)^{name} = \d+", f"{name} = {port}", text)
    path.write_text(text, encoding="utf-8")
    return ports


def keep(project: Path, copies: Path) -> None:
    """Keep databases as they are once both tools have made them, but with nothing learnt."""
    # One training, so that Dagster has all its tables; then a new database for MLflow alone.
    run([*uv_run(), "poe", "pipeline"], project)
    shutil.rmtree(project / "state")
    code = "from bike_rides.registry import tracking; tracking.client()"
    run([*uv_run(), "python", "-c", code], project)
    for name in STATE:
        shutil.copytree(project / name, copies / name)


def restore(project: Path, copies: Path) -> None:
    for name in STATE:
        shutil.rmtree(project / name)
        shutil.copytree(copies / name, project / name)


def pipeline(project: Path, copies: Path) -> float:
    """The first training, which is promoted, in each way from the same state.

    Returns:
        Seconds of one `poe pipeline`.
    """
    processor: dict[str, float] = {}

    def fresh(name: str, *command: str) -> Callable[[], float]:
        def measured() -> float:
            restore(project, copies)
            before = processor_seconds()
            seconds = run([*uv_run(), *command], project)
            used = processor_seconds() - before
            processor[name] = min(used, processor.get(name, used))
            return seconds

        return measured

    script = str(load.INSIDE / "plain_steps.py")
    plain, whole, poe = "plain script", "pipeline, without poe", "poe pipeline"
    code = "from bike_rides.__main__ import main; main(['pipeline.retrain'])"
    candidates = {
        plain: fresh(plain, "python", script),
        whole: fresh(whole, "python", "-c", code),
        poe: fresh(poe, "poe", "pipeline"),
    }
    title = f"The pipeline, fastest of {ROUNDS}, whole process"
    seconds = fastest(candidates, ROUNDS)
    print_ratios(title, seconds, plain, Goal(1.3))
    if all(processor.values()):
        print_ratios(
            "The same in processor time, which a busy machine blurs less", processor, plain, None
        )
    return seconds[poe]


def suite(project: Path, one_pipeline: float) -> None:
    """All tests of the project, those included that are slow."""
    # The first time, what only the tests import is compiled.
    seconds = min(run([*uv_run(), "poe", "test"], project) for _ in range(2))
    show("The project's own tests", "poe test", seconds, one_pipeline, SUITE_GOAL)


def show(title: str, name: str, seconds: float, one_pipeline: float, goal: Goal) -> None:
    """A line: seconds, and in times of one `poe pipeline`."""
    ratio = seconds / one_pipeline
    print(f"\n{title}, against one poe pipeline")
    print(f"  {name:34} {seconds:7.2f} s {ratio:6.2f} x  {goal.verdict(ratio)}")


def processor_seconds() -> float:
    """Of the processes that have ended so far; 0 on Windows, which doesn't count them."""
    spent = os.times()
    return spent.children_user + spent.children_system


def serves(port: int) -> int:
    """Version that the service answers with; 0 if it doesn't."""
    answer = get(f"http://127.0.0.1:{port}/ready")
    return int(answer["model"]["version"]) if answer else 0


def from_landing_to_serving(project: Path, one_pipeline: float) -> None:
    """Seconds from the moment a month's file is there to its model's answer."""
    run([*uv_run(), "poe", "extract", "--until", BEFORE], project)
    run([*uv_run(), "poe", "pipeline"], project)
    service, page = free_ports(project)
    landing = project / "data" / "landing"
    # Beside the landing folder: a rename is what lands a file whole.
    waiting = project / f"{LANDS}.csv"
    run([*uv_run(), "poe", "extract", "--until", LANDS], project)
    (landing / waiting.name).replace(waiting)

    def ready() -> bool:
        return bool(serves(service) and get(f"http://127.0.0.1:{page}/server_info"))

    with running(up(project), project, ready):
        time.sleep(SETTLE_SECONDS)
        before = serves(service)
        start = time.perf_counter()
        waiting.replace(landing / waiting.name)
        wait_for(lambda: serves(service) > before)
        seconds = time.perf_counter() - start
    title = "From a month's landing to its model serving"
    show(title, "poe up", seconds, one_pipeline, LANDING_GOAL)


def main() -> None:
    # Otherwise a benchmark that is told to end leaves its servers running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as place:
        folder, copies = Path(place) / "project", Path(place) / "copies"
        folder.mkdir()
        copies.mkdir()
        project = generated(folder)
        keep(project, copies)
        one = pipeline(project, copies)
        suite(project, one)
        load.main(project)
        from_landing_to_serving(project, one)
