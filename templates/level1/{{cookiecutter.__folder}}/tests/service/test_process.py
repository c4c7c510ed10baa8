"""The service as a process of its own, with a real registry."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations, registry, tracking
from {{ cookiecutter.package_name }}.core.json_schema import record_schema
from {{ cookiecutter.package_name }}.monitoring.prediction_log import count_by_month
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import INPUTS
from {{ cookiecutter.package_name }}.service import main

# MLflow warns of its own types while it is imported.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.example,
    pytest.mark.filterwarnings("ignore:::mlflow"),
]

# Writes down every address outside of this machine that the process turns to.
WATCHED = f"""
import os, sys
from pathlib import Path

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = address[0] if isinstance(address, tuple) else address
        if host not in (None, "127.0.0.1", "::1", "localhost"):
            with Path(os.environ["CONTACTS"]).open("a", encoding="utf-8") as file:
                print(event, address, file=file)

sys.addaudithook(watch)
from {main.__name__} import main
main()
"""


@pytest.fixture
def versions(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    models: dict[int, Any],
    observed: pd.DataFrame,
) -> list[registry.Version]:
    """Two registered versions; the first is champion."""
    database = tmp_path / "mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{database.as_posix()}")
    made = [
        registry.register(
            tracking.record("test", tags={}),
            registry.Stored(model, model, record_schema(INPUTS)),
            features.build(observed.head(20)),
            data_until="2011-02",
            candidate_until="2011-01",
            metrics={"wape": 0.2},
        )
        for model in models.values()
    ]
    registry.promote(made[0], None)
    return made


@contextmanager
def serving(*command: str) -> Generator[int]:
    """The service on a free port, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    command = command or ("-m", main.__name__)
    process = subprocess.Popen([sys.executable, *command, "--port", str(port)])
    try:
        wait_until(lambda: get(port, "/ready")["ready"])
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if true():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def get(port: int, path: str) -> dict[str, Any]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        return json.load(connection.getresponse())


class Client(threading.Thread):
    """Asks one question after the other until it is stopped."""

    def __init__(self, port: int, row: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self.answers: list[tuple[int, int]] = []
        self.stopped = False
        self._port, self._body = port, json.dumps({"rows": [row]})

    def run(self) -> None:
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=10)) as connection:
            while not self.stopped:
                connection.request("POST", "/predict", self._body)
                answer = connection.getresponse()
                content = json.load(answer)
                self.answers.append((answer.status, content.get("model_version")))

    @property
    def served(self) -> list[int]:
        """Versions in the order in which they answered, repeats left out."""
        versions = [version for _, version in self.answers]
        return [v for at, v in enumerate(versions) if at == 0 or versions[at - 1] != v]


def test_promotion_and_rollback_under_load_fail_no_request(
    versions: list[registry.Version], example: dict[str, Any]
) -> None:
    with serving() as port:
        clients = [Client(port, example) for _ in range(4)]
        for client in clients:
            client.start()
        registry.promote(versions[1], versions[0])
        wait_until(lambda: all(client.served == [1, 2] for client in clients))
        registry.rollback()
        wait_until(lambda: all(client.served == [1, 2, 1] for client in clients))
        for client in clients:
            client.stopped = True
        for client in clients:
            client.join()
    answered = [status for client in clients for status, _ in client.answers]
    assert set(answered) == {200}
    if os.name != "nt":  # where a process can't be asked to stop, only be stopped
        assert sum(count_by_month(operations.predictions_url()).values()) == len(answered)


def test_it_serves_on_while_the_registry_is_gone(
    versions: list[registry.Version], example: dict[str, Any], tmp_path: Path
) -> None:
    with serving() as port:
        client = Client(port, example)
        client.start()
        database = tmp_path / "mlflow.db"
        content = database.read_bytes()
        database.write_bytes(bytes(len(content)))
        wait_until(lambda: not get(port, "/ready")["registry_reachable"])
        before = len(client.answers)
        wait_until(lambda: len(client.answers) > before + 20)
        database.write_bytes(content)
        wait_until(lambda: get(port, "/ready")["problem"] is None)
        client.stopped = True
        client.join()
    assert {status for status, _ in client.answers} == {200}


@pytest.mark.usefixtures("versions")
def test_it_talks_to_nobody_and_listens_to_this_machine_only(
    example: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = tmp_path / "contacts.txt"
    monkeypatch.setenv("CONTACTS", str(contacts))
    with serving("-c", WATCHED) as port:
        client = Client(port, example)
        client.start()
        wait_until(lambda: len(client.answers) > 5)
        client.stopped = True
        client.join()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
            try:
                # Sends nothing: it only makes the system choose the address it would send from.
                outward.connect(("192.0.2.1", 9))
            except OSError:
                pytest.skip("this machine has no address but loopback")
            address = outward.getsockname()[0]
        with pytest.raises(OSError), socket.create_connection((address, port), timeout=2):
            pass
    assert not contacts.exists(), contacts.read_text(encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_a_taken_port_is_one_clear_line(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(main.main, "--port", port) == 1
    assert capsys.readouterr().err.startswith(f"error: can't listen on 127.0.0.1:{port}: ")
