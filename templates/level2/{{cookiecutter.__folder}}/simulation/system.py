"""The running system, seen from outside: what it is asked, and what it does."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from signal import SIGINT, SIGTERM, signal
from typing import Any

import httpx
import psutil

import {{ cookiecutter.package_name }}
from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import batches, contract, params
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.files import sha256
from {{ cookiecutter.package_name }}.core.paths import HOME, LANDING, shown
from {{ cookiecutter.package_name }}.pipeline.landing import fingerprint
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.problem.schema import TARGET, Inputs
from {{ cookiecutter.package_name }}.registry import tracking

PACKAGE = {{ cookiecutter.package_name }}.__name__
LOGS = HOME / "logs"
# For each step; a machine that does nothing else takes some seconds.
PATIENCE_SECONDS = 600
STOP_SECONDS = 15
ROWS_A_REQUEST = 24


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


class System:
    """The service and the triggers, each a process of its own."""

    def __init__(self, port: int = 0) -> None:
        """Args: port: of the service; 0 finds a free one."""
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._commands = {
            "service": ["service.serve", "--port", str(port)],
            "triggers": ["pipeline.daemon"],
        }
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    @contextmanager
    def running(self) -> Generator[None]:
        """Start all; stop all at the end, however it comes."""
        signal(SIGTERM, lambda *_: sys.exit(143))
        LOGS.mkdir(parents=True, exist_ok=True)
        try:
            for name, arguments in self._commands.items():
                command = [sys.executable, "-m", PACKAGE, *arguments]
                with (LOGS / f"{name}.log").open("w", encoding="utf-8") as log:
                    self._processes[name] = subprocess.Popen(
                        command, stdout=log, stderr=subprocess.STDOUT, text=True
                    )
            yield
        finally:
            family = self._family()
            for process in self._processes.values():
                # As Ctrl-C, which Dagster passes on to its processes; Windows can't send it.
                process.terminate() if sys.platform == "win32" else process.send_signal(SIGINT)
            for process in self._processes.values():
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
            # Those that hold the triggers' code wait for orders for a while; in a terminal, Ctrl-C
            # reaches them too.
            for process in family:
                with suppress(psutil.NoSuchProcess):
                    process.terminate()
            psutil.wait_procs(family, STOP_SECONDS)

    def _family(self) -> list[psutil.Process]:
        """What the processes that run have started."""
        pids = [process.pid for process in self._processes.values() if process.poll() is None]
        return [child for pid in pids for child in psutil.Process(pid).children(recursive=True)]

    def wait(self, what: str, find: Callable[[], Any]) -> Any:
        """Wait until `find` gives something true, and return it.

        Raises:
            ProjectError: it took too long, or a process has ended.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := find()):
            for name, process in self._processes.items():
                if process.poll() is not None:
                    raise ProjectError(f"{name} ended: see {shown(LOGS / f'{name}.log')}")
            if time.monotonic() > deadline:
                raise ProjectError(f"no {what} after {PATIENCE_SECONDS} s: see {shown(LOGS)}")
            time.sleep(0.2)
        return found

    def serving(self) -> int | None:
        """Version that the service answers with, if it does."""
        try:
            model = self._client.get("/ready").json()["model"]
        except httpx.TransportError:
            return None
        return int(model["version"]) if model else None

    def ask(self, batch: str) -> int:
        """Let the service predict every row of the batch; returns their number."""
        rows = source.read_batch(batch).drop(columns=TARGET)
        rows = contract.check(rows, Inputs, batch)
        for first in range(0, len(rows), ROWS_A_REQUEST):
            part = rows.iloc[first : first + ROWS_A_REQUEST]
            sent = json.loads(part.to_json(orient="records", date_format="iso"))
            self._client.post("/predict", json={"rows": sent}).raise_for_status()
        return len(rows)


def outcome() -> str | None:
    """How the training of what has landed by now ended, if it has."""
    landed = {name: sha256(LANDING / f"{name}.csv") for name in batches.landed()}
    return tracking.outcome(fingerprint(landed, params.load(), operations.load()))
