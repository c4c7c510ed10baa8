"""The service under load, against MLflow's own server and against FastAPI alone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.running import free_port, get, programs, running
from bench.timing import clean_environment

INSIDE = Path(__file__).resolve().parent / "inside"
SECONDS = 3
ROUNDS = 3
CONNECTIONS = (1, 16)
# At least so many times the requests of `mlflow models serve`.
GOAL = 10


@dataclass(frozen=True)
class Load:
    """What one run of wrk found; failed: requests that got no good answer."""

    per_second: float
    p99_ms: float
    failed: int


@dataclass(frozen=True)
class Server:
    """command: with {port} for the port; body: in whose format the rows are sent."""

    command: list[str]
    path: str
    ready: str
    body: str = "rows"


def servers(project: Path) -> dict[str, Server]:
    """All three, in the generated project's environment."""
    python, mlflow = (str(programs(project) / name) for name in ("python", "mlflow"))
    serve = [mlflow, "models", "serve", "--model-uri", "models:/bike-rides@champion"]
    service = [python, "-m", "bike_rides.service.main"]
    return {
        "mlflow models serve": Server(
            [*serve, "--env-manager", "local", "--host", "127.0.0.1", "--port", "{port}"],
            "/invocations",
            "/ping",
            "mlflow",
        ),
        "the service": Server([*service, "--port", "{port}"], "/predict", "/ready"),
        "FastAPI, a constant": Server(
            [python, str(INSIDE / "bare.py"), "{port}"], "/predict", "/ready"
        ),
    }


def wrk(url: str, connections: int, body: str, seconds: int) -> Load:
    """Load an address for some seconds.

    Raises:
        SystemExit: wrk failed.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(INSIDE / "rows.lua")]
    done = subprocess.run(
        [*command, url],
        env=clean_environment() | {"BODY": body},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=seconds + 60,
    )
    if done.returncode:
        sys.exit(f"wrk {url}\n{done.stdout}\n{done.stderr}")
    per_second, p99, failed = done.stdout.splitlines()[-1].split()
    return Load(float(per_second), float(p99), int(failed))


@contextmanager
def serving(server: Server, project: Path) -> Generator[str]:
    """Start one server; gives the address to load."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in server.command]
    address = f"http://127.0.0.1:{port}"
    environment = clean_environment()
    environment |= {
        "PATH": f"{programs(project)}{os.pathsep}{environment['PATH']}",
        "MLFLOW_TRACKING_URI": f"sqlite:///{project / 'state' / 'mlflow.db'}",
        "MLFLOW_DISABLE_TELEMETRY": "true",
    }
    with running(command, project, lambda: get(address + server.ready), environment):
        # The first requests import what is imported late.
        wrk(address + server.path, 1, server.body, 1)
        yield address + server.path


def main(project: Path) -> None:
    """Print requests a second and p99 as ratios; the project has a champion."""
    if not shutil.which("wrk"):
        print("\nThe service under load: skipped, no wrk (Debian, Ubuntu: apt-get install wrk)")
        return
    with ExitStack() as stack:
        urls = {
            name: (stack.enter_context(serving(server, project)), server.body)
            for name, server in servers(project).items()
        }
        for number in CONNECTIONS:
            show(number, best(urls, number))


def best(urls: dict[str, tuple[str, str]], connections: int) -> dict[str, Load]:
    """The best of each, loaded in turns so that a busy moment hits all alike."""
    found: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(ROUNDS):
        for name, (url, body) in urls.items():
            found[name].append(wrk(url, connections, body, SECONDS))
    return {name: max(loads, key=lambda load: load.per_second) for name, loads in found.items()}


def show(connections: int, loads: dict[str, Load]) -> None:
    """A line for each server, as times `mlflow models serve`."""
    base = loads["mlflow models serve"]
    busy = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"\nOne row a request, {connections} connection(s), best of {ROUNDS} x {SECONDS} s  {busy}"
    )
    for name, load in loads.items():
        ratio = load.per_second / base.per_second
        met = "met" if ratio >= GOAL else "MISSED"
        verdict = f"goal >= {GOAL}: {met}" if name == "the service" else ""
        failed = f"{load.failed} FAILED" if load.failed else ""
        print(
            f"  {name:24} {load.per_second:9.0f} /s {ratio:7.1f} x"
            f"  p99 {load.p99_ms:8.2f} ms {load.p99_ms / base.p99_ms:6.3f} x"
            f"  {verdict} {failed}".rstrip()
        )
