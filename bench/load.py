"""The service under load, against other servers with the same model and FastAPI alone."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.running import free_port, get, programs, running
from bench.timing import clean_environment, run

INSIDE = Path(__file__).resolve().parent / "inside"
SECONDS = 3
ROUNDS = 3
CONNECTIONS = (1, 16)
# At least so many times the requests of the best of the others, and a p99 as many times shorter.
GOAL = 5
OURS, FLOOR = "the service", "FastAPI, a constant"


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


def servers(project: Path, models: Path) -> dict[str, Server]:
    """All of them, in the generated project's environment."""
    python, mlflow, bentoml = (
        str(programs(project) / name) for name in ("python", "mlflow", "bentoml")
    )
    serve = [mlflow, "models", "serve", "--model-uri", str(models / "mlflow")]
    bento = [bentoml, "serve", "bento:Rides", "--working-dir", str(INSIDE)]
    service = [python, "-m", "bike_rides", "service.serve"]
    return {
        "mlflow models serve": Server(
            [*serve, "--env-manager", "local", "--host", "127.0.0.1", "--port", "{port}"],
            "/invocations",
            "/ping",
            "mlflow",
        ),
        "BentoML": Server(
            [*bento, "--host", "127.0.0.1", "--port", "{port}"], "/predict", "/readyz"
        ),
        "LitServe": Server([python, str(INSIDE / "lit.py"), "{port}"], "/predict", "/health"),
        OURS: Server([*service, "--port", "{port}"], "/predict", "/ready"),
        FLOOR: Server([python, str(INSIDE / "bare.py"), "{port}"], "/predict", "/ready"),
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
def serving(server: Server, project: Path, models: Path) -> Generator[str]:
    """Start one server; gives the address to load."""
    port = free_port()
    command = [part.replace("{port}", str(port)) for part in server.command]
    address = f"http://127.0.0.1:{port}"
    environment = clean_environment()
    environment |= {
        "PATH": f"{programs(project)}{os.pathsep}{environment['PATH']}",
        "MLFLOW_TRACKING_URI": f"sqlite:///{project / 'state' / 'mlflow.db'}",
        "MODEL": str(models / "model.joblib"),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "BENTOML_DO_NOT_TRACK": "True",
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
    uv, python = os.environ.get("UV", "uv"), str(programs(project) / "python")
    run([uv, "pip", "install", "--quiet", "--python", python, "bentoml", "litserve"], project)
    with ExitStack() as stack:
        models = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        run([python, str(INSIDE / "same_model.py"), str(models)], project)
        urls = {
            name: (stack.enter_context(serving(server, project, models)), server.body)
            for name, server in servers(project, models).items()
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
    """A line for each server, as times the best of the others."""
    others = [load for name, load in loads.items() if name not in (OURS, FLOOR)]
    most = max(load.per_second for load in others)
    p99 = min(load.p99_ms for load in others)
    busy = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"\nOne row a request, {connections} connection(s), best of {ROUNDS} x {SECONDS} s  {busy}"
    )
    for name, load in loads.items():
        met = load.per_second >= GOAL * most and load.p99_ms * GOAL <= p99
        verdict = f"goal >= {GOAL} x both: {'met' if met else 'MISSED'}" if name == OURS else ""
        failed = f"{load.failed} FAILED" if load.failed else ""
        print(
            f"  {name:24} {load.per_second:9.0f} /s {load.per_second / most:7.1f} x"
            f"  p99 {load.p99_ms:8.2f} ms {p99 / load.p99_ms:6.1f} x shorter"
            f"  {verdict} {failed}".rstrip()
        )
