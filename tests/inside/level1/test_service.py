"""The service as a process of its own, with a real registry."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from bike_rides import operations
from bike_rides.core import contract
from bike_rides.core.errors import ProjectError
from bike_rides.core.paths import HOME
from bike_rides.monitoring import predictions
from bike_rides.problem import features, model
from bike_rides.problem.schema import TARGET, Inputs
from bike_rides.registry import tracking, versions
from on_project import python
from serving import COMMAND, answers, asking, serving, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:::mlflow")]

# Writes down every address outside of this machine that the process turns to.
WATCHED = """
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
from bike_rides.__main__ import main
main(["service.serve", *sys.argv[1:]])
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A registry for all tests here: each start of a service takes long enough."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path.as_posix()}")
        yield path


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prediction log for each."""
    path = tmp_path / "predictions.db"
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{path.as_posix()}")


@pytest.fixture(scope="module")
def made(database: Path, rows: pd.DataFrame) -> list[versions.Version]:
    """Two registered versions; the first is champion."""
    found = []
    for max_iter in (20, 5):
        params = model.ModelParams(max_iter=max_iter)
        fitted = model.fit(params, features.build(rows), rows[TARGET])
        sample = rows[contract.columns(Inputs)].tail(20)
        stored = versions.Stored(fitted, fitted, contract.json_schema(Inputs), sample)
        run_id = tracking.record("test", tags={})
        known = {"newest_batch": "2011-01", "candidate_batch": "2011-01"}
        found.append(versions.register(run_id, stored, **known, metrics={"wape": 0.2}))
    versions.promote(found[0], None)
    return found


def test_29_swaps_under_16_connections_fail_no_request(
    made: list[versions.Version], tmp_path: Path
) -> None:
    with serving(tmp_path) as service, asking(service, 16) as clients:
        for turn in range(29):
            now, other = made[turn % 2], made[(turn + 1) % 2]
            versions.promote(other, now)
            number = float(other.number)
            wait_until(lambda number=number: service.metric("champion_version") == number)
    found = [answer for client in clients for answer in client.answers]
    assert {status for status, _ in found} == {200}
    assert {version for _, version in found} == {1, 2}
    if os.name != "nt":  # where a process can't be asked to stop, only be stopped
        assert predictions.answers()["asked"].sum() == len(found)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.usefixtures("made")
def test_killed_it_loses_no_more_than_what_it_answered_since_the_last_write(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as service, asking(service, 4) as clients:
        wait_until(lambda: service.metric("prediction_log_written") > 100)
        a_second_before = answers(clients)
        time.sleep(1)
        service.process.send_signal(signal.SIGKILL)
    # As docs/service.md says: a fifth of a second, and the time of one write.
    assert predictions.answers()["asked"].sum() >= a_second_before
    assert predictions.answers()["prediction"].notna().all()


@pytest.mark.usefixtures("made")
def test_it_serves_on_while_the_registry_is_gone(database: Path, tmp_path: Path) -> None:
    with serving(tmp_path) as service, asking(service, 1) as clients:
        content = database.read_bytes()
        database.write_bytes(bytes(len(content)))
        wait_until(lambda: service.get("/ready")["problem"] is not None)
        before = answers(clients)
        wait_until(lambda: answers(clients) > before + 20)
        database.write_bytes(content)
        wait_until(lambda: service.get("/ready")["problem"] is None)
    assert {status for status, _ in clients[0].answers} == {200}


@pytest.mark.usefixtures("made")
def test_a_log_without_room_costs_no_answer_and_heals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "away"
    log = folder / "predictions.db"
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{log.as_posix()}")
    with serving(tmp_path) as service, asking(service, 2) as clients:
        wait_until(lambda: service.metric("prediction_log_failing") == 1 and answers(clients) > 20)
        folder.mkdir()
        wait_until(lambda: service.metric("prediction_log_written") > 20)
    assert {status for client in clients for status, _ in client.answers} == {200}
    assert predictions.answers()["asked"].sum() == answers(clients)
    said = service.output.read_text(encoding="utf-8")
    assert said.count("predictions are not being logged") == 1
    assert said.count("predictions are being logged again") == 1
    assert "Traceback" not in said


@pytest.mark.usefixtures("made")
def test_aborted_uploads_leave_no_line_in_the_log(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        said = service.output.read_text(encoding="utf-8")
        head = (
            f"POST /predict HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\n"
            'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"rows": ['
        )
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", service.port)) as client:
                client.sendall(head.encode())
        wait_until(lambda: service.metric('predict_requests_total{status="499"}') == 20)
        assert service.metric('predict_requests_total{status="500"}') == 0
        assert service.output.read_text(encoding="utf-8") == said


@pytest.mark.usefixtures("made")
def test_it_talks_to_nobody_and_listens_to_this_machine_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = tmp_path / "contacts.txt"
    monkeypatch.setenv("CONTACTS", str(contacts))

    def from_its_first_import_on(arguments: tuple[str, ...], said: Path) -> subprocess.Popen[bytes]:
        with said.open("w", encoding="utf-8") as file:
            command = [sys.executable, "-c", WATCHED, *arguments]
            return subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)

    with serving(tmp_path, from_its_first_import_on) as service:
        with asking(service, 1) as clients:
            wait_until(lambda: answers(clients) > 5)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
            try:
                # Sends nothing: it only makes the system choose the address it would send from.
                outward.connect(("192.0.2.1", 9))
            except OSError:
                pytest.skip("this machine has no address but loopback")
            address = outward.getsockname()[0]
        with pytest.raises(OSError), socket.create_connection((address, service.port), timeout=2):
            pass
    assert not contacts.exists(), contacts.read_text(encoding="utf-8")


@pytest.mark.usefixtures("made")
def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = python(*COMMAND, "--port", port)
    assert done.returncode != 0
    assert "address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_named_with_who_has_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        wanted = rf"127.0.0.1:{port} \(\[pages\] x in operations.toml\): .* process {os.getpid()} "
        with pytest.raises(ProjectError, match=wanted):
            operations.need_free("127.0.0.1", port, "[pages] x")
