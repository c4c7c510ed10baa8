"""The running system, seen from outside: what it is asked, and what it does."""

import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import httpx
import pandas as pd

from .. import operations, tracking
from ..core import params
from ..core.errors import ProjectError
from ..core.paths import HOME, shown
from ..core.tables import check
from ..pipeline import processes, up
from ..pipeline.landing import fingerprint, glance
from ..problem import source
from ..problem.schema import INPUTS, TARGET

LOGS = HOME / "logs"
PATIENCE_SECONDS = 180
BATCH = 24
TIME = "%Y-%m-%dT%H:%M:%S"


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


class System:
    """Service, triggers and page, each a process of its own."""

    def __init__(self, service_port: int, page_port: int):
        self.url = f"http://127.0.0.1:{service_port}"
        self.page = f"http://127.0.0.1:{page_port}"
        self._commands = {
            "service": [*up.service(), "--port", str(service_port)],
            "pipeline": up.triggers_and_page(page_port),
        }
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._client = httpx.Client(base_url=self.url, timeout=30, trust_env=False)

    @contextmanager
    def running(self) -> Generator["System"]:
        """Start all; stop all at the end, however it comes."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with processes.stopped_by_signals(self._processes), self._client:
            for name, command in self._commands.items():
                with (LOGS / f"{name}.log").open("w", encoding="utf-8") as log:
                    self._processes[name] = processes.start(
                        command, stdout=log, stderr=subprocess.STDOUT
                    )
            yield self

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

    def ask(self, month: str) -> int:
        """Let the service predict every row of the month; returns their number."""
        rows = check(source.read_month(month).drop(columns=TARGET), INPUTS, month)
        sent = as_sent(rows)
        for first in range(0, len(sent), BATCH):
            batch = sent[first : first + BATCH]
            self._client.post("/predict", json={"rows": batch}).raise_for_status()
        return len(rows)


def as_sent(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as a client sends them: times as text, what is missing as null."""
    times = {name: rows[name].dt.strftime(TIME) for name in rows.select_dtypes("datetime")}
    cells = rows.assign(**times).astype(object)
    return cells.where(cells.notna(), None).to_dict("records")


def ended() -> dict[str, str]:
    """Tags of the training of what has landed by now, if it has come to an end; else empty."""
    return tracking.ended(fingerprint(glance().complete, params.load(), operations.load()))
