"""A service as a process of its own, and clients that ask it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from on_project import start

COMMAND = ("-m", "bike_rides", "service.serve")
ROW = {
    "timestamp": "2011-07-01T08:00",
    "holiday": 0,
    "workingday": 1,
    "weather": "clear",
    "temp_c": 27.3,
    "humidity": 62,
    "windspeed_kmh": 11.2,
}


class Service:
    """A running service: its port, its process, and the file with what it has said."""

    def __init__(self, output: Path, begin: Callable[..., Any]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            self.port = door.getsockname()[1]
        self.output = output
        self.process = begin(("--port", str(self.port)), output)

    def get(self, path: str) -> Any:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path)
            text = connection.getresponse().read().decode()
        return json.loads(text) if text.startswith("{") else text

    def metric(self, name: str) -> float:
        lines = self.get("/metrics").splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def _begin(arguments: tuple[str, ...], said: Path) -> Any:
    return start((*COMMAND, *arguments), said)


@contextmanager
def serving(tmp_path: Path, begin: Callable[..., Any] = _begin) -> Iterator[Service]:
    """The service, until the block ends.

    begin: starts the process, with these arguments, and lets it write to a file.
    """
    service = Service(tmp_path / "output.txt", begin)
    try:
        wait_until(lambda: service.get("/ready")["ready"])
        yield service
    finally:
        service.process.terminate()
        service.process.wait(30)


def wait_until(true: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except (OSError, HTTPException):
            pass
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


class Client(threading.Thread):
    """Asks one question after the other until it is stopped or the service is gone."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.answers: list[tuple[int, int]] = []
        self.stopped = False
        self._port = port

    def run(self) -> None:
        body, kind = json.dumps({"rows": [ROW]}), {"Content-Type": "application/json"}
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            while not self.stopped:
                try:
                    connection.request("POST", "/predict", body, kind)
                    answer = connection.getresponse()
                    content = json.load(answer)
                except (OSError, HTTPException):
                    return
                self.answers.append((answer.status, content.get("model_version")))


@contextmanager
def asking(service: Service, clients: int) -> Iterator[list[Client]]:
    """Clients that ask at once, until the block ends."""
    made = [Client(service.port) for _ in range(clients)]
    for client in made:
        client.start()
    yield made
    for client in made:
        client.stopped = True
    for client in made:
        client.join()


def answers(clients: list[Client]) -> int:
    return sum(len(client.answers) for client in clients)
