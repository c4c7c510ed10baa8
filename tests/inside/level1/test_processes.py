"""Real processes: triggers that fire by themselves, processes that are killed, parts that fall."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import dagster as dg
import httpx
import psutil
import pytest
from bike_rides import operations
from bike_rides.core.paths import ROOT
from bike_rides.pipeline import home, runs
from bike_rides.registry import versions
from on_project import command, python

Champion = Callable[[], versions.Version]

pytestmark = [
    pytest.mark.slow,
    # Processes that are killed leave their pipes to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

# Around each write that outlives a run; between two of them nothing differs.
KILLED_AT = {
    "validate": "pipeline.assets.predictions.record_arrival",
    "evaluate": "registry.connection.MlflowClient.log_batch",
    "register, files stored": "registry.connection.MlflowClient.create_model_version",
    "deploy, alias not moved": "registry.connection.MlflowClient.set_registered_model_alias",
    "deploy, alias moved": "pipeline.assets.tracking.settle",
}
DIE_AT = """
import os
import signal
from unittest import mock
from bike_rides.__main__ import main

with mock.patch("bike_rides.{place}", side_effect=lambda *a, **k: os.kill(os.getpid(), 9)):
    main(["pipeline.retrain"])
"""


def wait_for(find: Callable[[], Any], seconds: float = 300) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.5)
    return found


@contextmanager
def running(*command: str, log: Path) -> Generator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            # Who is still there would go on in the folder of the next test.
            for one in psutil.pids():
                with suppress(ProcessLookupError):
                    if os.getsid(one) == process.pid:
                        os.kill(one, signal.SIGKILL)


@pytest.mark.parametrize("place", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_killed_at_any_step_the_champion_stays_and_the_next_run_heals(
    settled_project: Path,
    champion: Champion,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    run: Callable[..., int],
    place: str,
):
    before = champion()
    land("2011-07")
    land("2011-08")
    script = DIE_AT.format(place=place)
    died = python("-c", script)
    assert died.returncode == -signal.SIGKILL, died.stderr
    moved = place.endswith("settle")
    assert champion().number == (2 if moved else before.number)
    assert versions.load(champion())
    assert outcome() is None

    assert run("pipeline.retrain") == 0
    # Where the new champion was in place already, what is trained again is equal to it.
    ended = "not promoted: candidate" if moved else "promoted: version"
    assert str(outcome()).startswith(ended)
    assert champion().newest_batch == "2011-08"


def test_a_month_that_lands_is_trained_on_without_a_hand_and_a_lost_run_again(
    settled_project: Path,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    tmp_path: Path,
):
    def child(sign: str) -> psutil.Process | None:
        for one in psutil.Process(daemon.pid).children(recursive=True):
            with suppress(psutil.ZombieProcess):
                if sign in " ".join(one.cmdline()):
                    return one
        return None

    def worker() -> psutil.Process | None:
        # The code server forks off each run by Python's own means.
        return child("spawn_main")

    def listening() -> bool:
        # Dagster's own sensor of failures tells of those after its first look.
        with home.instance() as instance:
            sensors = instance.all_instigator_state()
        return any(one.name == "failures" and one.instigator_data.cursor for one in sensors)

    land("2011-07")
    log = tmp_path / "daemon.log"
    with running("bike_rides", "pipeline.daemon", log=log) as daemon:
        wait_for(listening)
        second = command(settled_project, "pipeline.daemon")
        assert (second.returncode, second.stderr.count("\n")) == (1, 1), second.stderr
        assert "the triggers are running already" in second.stderr
        # The champion there was trained beside this record, which begins here.
        wait_for(outcome, 600)
        wait_for(lambda: not worker())
        child("dagster api grpc").kill()
        land("2011-08")
        wait_for(worker).kill()
        wait_for(outcome, 600)
        with home.instance() as instance:
            wait_for(lambda: not runs.of(instance, runs.GOING))
            again, lost, first = instance.get_runs()
        assert first.tags["why"] == "first training"
        assert lost.status is dg.DagsterRunStatus.FAILURE
        assert again.status is dg.DagsterRunStatus.SUCCESS
        assert lost.tags["why"] == "2011-08 landed"
        # Dagster looks for failures twice a minute.
        told = f"run {lost.run_id[:8]} of retrain failed: "
        wait_for(lambda: told in log.read_text(encoding="utf-8"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@pytest.fixture
def slow_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What serves the triggers' code to Dagster takes its time to start."""
    path = tmp_path / "slow" / "sitecustomize.py"
    path.parent.mkdir()
    path.write_text("import sys, time\n'grpc' in sys.orig_argv and time.sleep(15)\n")
    monkeypatch.setenv("PYTHONPATH", str(path.parent))


@pytest.fixture
def ports() -> Iterator[dict[str, int]]:
    """Let operations.toml name ports that are free."""
    text = operations.OPERATIONS.read_text(encoding="utf-8")
    chosen = {"port": free_port(), "pipeline_port": free_port()}
    changed = text
    for name, port in chosen.items():
        changed = re.sub(rf"^{name} = \d+", f"{name} = {port}", changed, flags=re.MULTILINE)
    operations.OPERATIONS.write_text(changed, encoding="utf-8")
    yield chosen
    operations.OPERATIONS.write_text(text, encoding="utf-8")


def listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.usefixtures("settled_project", "slow_code")
def test_a_part_that_is_slow_or_falls_leaves_the_others_and_all_stop_together(
    tmp_path: Path, ports: dict[str, int]
):
    def part(name: str) -> psutil.Process:
        family = psutil.Process(up.pid).children(recursive=True)
        # The last is the innermost: a runner of the command carries its name too.
        return [one for one in family if one.cmdline()[-1] == name][-1]

    log = tmp_path / "up.log"
    with running("poethepoet", "up", log=log) as up:
        wait_for(lambda: listens(ports["port"]))
        assert not listens(ports["pipeline_port"])
        wait_for(lambda: listens(ports["pipeline_port"]))
        assert "Traceback" not in log.read_text(encoding="utf-8")
        family = psutil.Process(up.pid).children(recursive=True)
        page = f"http://127.0.0.1:{ports['pipeline_port']}/graphql"
        query = {"query": "{ version }"}
        assert httpx.post(page, json=query).status_code == 200
        foreign = {"Origin": "http://evil.example"}
        assert httpx.post(page, json=query, headers=foreign).status_code == 403
        part("service.serve").kill()
        wait_for(lambda: "'serve' failed" in log.read_text(encoding="utf-8"))
        assert listens(ports["pipeline_port"])
        assert part("pipeline.daemon").is_running()

        up.send_signal(signal.SIGINT)
        up.wait(60)
        _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive


def test_a_run_by_hand_says_its_outcome_and_nothing_else(
    settled_project: Path, land: Callable[..., Path]
):
    land("2011-07")
    # The registry of this process; `command` would take the project's own.
    done = subprocess.run(
        [sys.executable, "-m", "bike_rides", "pipeline.retrain"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("promoted: version 2 instead of version 1: ")
