"""Real processes: triggers that fire by themselves, processes that are killed, a clean stop."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import psutil
import pytest

from {{ cookiecutter.package_name }} import registry
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.pipeline import home, processes, runs, up
from {{ cookiecutter.package_name }}.pipeline.run import main as pipeline
from {{ cookiecutter.package_name }}.simulation.system import free_port

Champion = Callable[[], registry.Version]

pytestmark = [pytest.mark.slow, pytest.mark.example]

KILLED_AT = {
    "train": "pipeline.assets.training.train",
    "evaluate": "tracking.log_metrics",
    "gate": "pipeline.assets.gatekeeping.decide",
    "register, files stored": "registry.mlflow.register_model",
    "deploy, alias not moved": "registry.mlflow.MlflowClient.set_registered_model_alias",
    "deploy, alias moved": "pipeline.assets.tracking.settle",
}
DIE_AT = """
import sys
from unittest import mock
import psutil
from {package}.pipeline.run import main

sys.argv = ["pipeline"]
with mock.patch("{package}.{place}", side_effect=lambda *a, **k: psutil.Process().kill()):
    main()
"""
PACKAGE = up.PACKAGE


@pytest.fixture(autouse=True)
def hurried() -> None:
    """Not here: the processes read the project's own settings."""


@pytest.fixture(autouse=True)
def dagster_home(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(trained / "dagster_home"))


def wait_for(find: Callable[[], Any], seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.2)
    return found


@contextmanager
def running(command: list[str], log: Path) -> Generator[subprocess.Popen[str]]:
    up.prepare()
    with log.open("w", encoding="utf-8") as output:
        process = processes.start(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        processes.stop(process)


@pytest.mark.parametrize("place", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_killed_at_any_step_the_champion_stays_and_the_next_run_heals(
    trained: Path,
    champion: Champion,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    run: Callable[..., int],
    place: str,
):
    before = champion()
    land("2011-07")
    land("2011-08")
    script = DIE_AT.format(package=PACKAGE, place=place)
    died = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True)
    assert died.returncode not in (0, 1), died.stderr
    moved = place.endswith("settle")
    assert champion().number == (2 if moved else before.number)
    assert registry.load(champion())
    assert outcome() is None

    assert run(pipeline) == 0
    # Where the new champion was in place already, what is trained again is equal to it.
    ended = "not promoted: candidate" if moved else "promoted: version"
    assert str(outcome()).startswith(ended)
    assert champion().data_until == "2011-08"


def test_a_month_that_lands_is_trained_on_without_a_hand(
    trained: Path,
    champion: Champion,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    tmp_path: Path,
):
    log = tmp_path / "pipeline.log"
    with running(up.triggers_and_page(free_port()), log):
        wait_for(log.read_text)
        land("2011-07")
        land("2011-08")
        assert wait_for(outcome).startswith("promoted: version 2 instead of version 1: ")
        with home.instance() as instance:
            wait_for(lambda: not runs.of(instance, runs.GOING))
            (only,) = instance.get_runs()
            assert only.tags["trigger"].startswith("new_data")
    assert champion().data_until == "2011-08"


def test_a_run_whose_worker_is_killed_is_repeated(
    trained: Path,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    tmp_path: Path,
):
    def worker() -> psutil.Process | None:
        with home.instance() as instance:
            going = runs.of(instance, runs.GOING)
            mark = going[0].tags.get(runs.WORKER) if going else None
        return psutil.Process(int(mark.rsplit("/", 2)[1])) if mark else None

    log = tmp_path / "pipeline.log"
    with running(up.triggers_and_page(free_port()), log):
        land("2011-07")
        wait_for(worker).kill()
        assert wait_for(outcome)
        with home.instance() as instance:
            ended = [run.status for run in instance.get_runs()]
        assert ended[-1] is dg.DagsterRunStatus.FAILURE


def test_everything_starts_and_stops_together(trained: Path, tmp_path: Path):
    service, page = free_port(), free_port()
    commands = {
        "service": [*up.service(), "--port", str(service)],
        "pipeline": up.triggers_and_page(page),
    }
    script = f"from {PACKAGE}.pipeline import up\nup.run_until_stopped({commands!r})"
    log = tmp_path / "up.log"
    with running([sys.executable, "-c", script], log) as process:
        wait_for(lambda: listens(service) and listens(page))
        family = psutil.Process(process.pid).children(recursive=True)
        interrupt(process)
        assert process.wait(30) == 0
        _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    lines = log.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("service  | serving on http://127.0.0.1") for line in lines)
    assert lines[-1] == "stopped"


def interrupt(process: subprocess.Popen[str]) -> None:
    """As a terminal and a task runner together do: more than once."""
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
        return
    process.terminate()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)


def listens(port: int) -> bool:
    connections = psutil.net_connections("tcp")
    return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in connections)


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ProjectError, match=rf"127.0.0.1:{port} \(\[service\] port in"):
            up.need_free("127.0.0.1", port, "[service] port")


def test_one_that_ends_ends_all(tmp_path: Path):
    commands = {"short": [sys.executable, "-c", "exit(3)"], "long": [sys.executable, "-c", SLEEP]}
    with pytest.raises(Exception, match="short ended with exit code 3"):
        processes.run_together(commands)
    assert not [p for p in psutil.Process().children() if p.is_running()]


SLEEP = "import time; time.sleep(60)"
