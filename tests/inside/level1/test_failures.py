"""What fails leaves the champion as it was, says why in one line, and heals."""

import errno
import platform
import sqlite3
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from bike_rides import operations
from bike_rides.pipeline import alerts, home, runs
from bike_rides.pipeline.definitions import defs
from bike_rides.pipeline.retrain import run_once
from bike_rides.registry import versions
from dagster import DagsterRunStatus as Status
from dagster._core.storage.event_log import SqliteEventLogStorage
from filelock import FileLock
from mlflow import MlflowClient
from sqlalchemy.exc import OperationalError

Champion = Callable[[], versions.Version]


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("http://someone:secret@127.0.0.1:9", "http://127.0.0.1:9"),
        ("sqlite:////dev/null/mlflow.db", "sqlite:////dev/null/mlflow.db"),
    ],
    ids=["server", "database"],
)
def test_an_unreachable_registry_is_one_clear_line(
    fresh: Path,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    uri: str,
    shown: str,
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    assert run("pipeline.retrain") == 1
    line = one_line(capsys)
    assert line.startswith(f"error: model registry at {shown}: ")
    assert "secret" not in line


def test_two_at_once_are_one(
    fresh: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    operations.STATE.mkdir(parents=True)
    with FileLock(runs.LOCK.lock_file, is_singleton=False):
        assert run("pipeline.retrain") == 1
    assert one_line(capsys) == "error: another run is going: it takes in all that has landed"


def test_another_projects_dagster_home_is_not_used(
    fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with home.instance() as made:
        assert Path(made.root_directory) == fresh / "dagster_home"
    assert not any(tmp_path.glob("history"))


def no_space(*arguments: Any, **options: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("broken", ["log_artifact", "create_model_version"])
def test_a_full_disk_promotes_nothing_and_the_next_run_heals(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
):
    before = champion()
    land("2011-07")
    land("2011-08")
    with monkeypatch.context() as patch:
        patch.setattr(MlflowClient, broken, no_space)
        with pytest.raises(Exception, match="No space left on device"):
            run_once(instance, {})
        assert champion() == before
        assert outcome() is None
    assert run_once(instance, {}).startswith("promoted: version 2 instead of version 1: ")
    assert outcome()


def test_a_full_disk_under_dagsters_own_records_is_one_line_and_heals(
    fresh: Path,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(SqliteEventLogStorage, "store_event", full)
        assert run("pipeline.retrain") == 1
    line = one_line(capsys)
    assert line.startswith("error: Dagster's storage, as in ")
    assert line.endswith("database or disk is full")
    assert run("pipeline.retrain") == 0


def test_people_are_told_why_a_run_failed(
    trained: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    told = []
    monkeypatch.setattr(alerts.notify, "tell", lambda event, text: told.append((event, text)))
    monkeypatch.setattr(MlflowClient, "create_run", no_space)
    job = defs.resolve_job_def(runs.JOB)
    failed = job.execute_in_process(instance=instance, raise_on_error=False)
    failure = next(event for event in failed.all_events if event.is_run_failure)
    alerts.failures(
        dg.build_run_status_sensor_context(
            sensor_name="failures",
            dagster_event=failure,
            dagster_instance=instance,
            dagster_run=failed.dagster_run,
        ).for_run_failure()
    )
    ((event, text),) = told
    assert event == "run failed"
    assert "failed at evaluate: model registry at " in text
    assert text.endswith("No space left on device")


def test_a_service_that_was_seen_and_is_missed_twice_is_told(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    told, up = [], [False, True, False, False, False, True]
    monkeypatch.setattr(alerts.notify, "tell", lambda event, text: told.append(event))
    monkeypatch.setattr(alerts, "answers", lambda host, port: up.pop(0))
    cursor = ""
    for _ in range(6):
        found = alerts.service(dg.build_sensor_context(instance=instance, cursor=cursor))
        cursor = found.cursor
    assert told == ["service not seen"]


def test_the_service_is_asked_past_a_proxy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    page = HTTPServer(("127.0.0.1", 0), Alive)
    threading.Thread(target=page.handle_request, daemon=True).start()
    assert alerts.answers("127.0.0.1", page.server_port)
    page.server_close()
    assert not alerts.answers("127.0.0.1", page.server_port)
    assert not alerts.answers("::1", page.server_port)


class Alive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def add_run(instance: dg.DagsterInstance, **tags: str) -> dg.DagsterRun:
    """A run that has begun."""
    return instance.add_run(dg.DagsterRun(runs.JOB, status=Status.STARTED, tags=tags))


@pytest.mark.parametrize(
    ("host", "minutes", "buried"),
    [
        (platform.node(), 0, True),
        ("another machine", 600, False),
        (None, 0, False),
        (None, 3, True),
    ],
)
def test_a_run_whose_process_is_gone_blocks_nobody(
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
    host: str | None,
    minutes: int,
    buried: bool,
):
    run = add_run(instance, **({runs.HOST: host} if host else {}))
    record = instance.get_run_record_by_id(run.run_id)
    assert record
    started = record._replace(start_time=time.time() - 60 * minutes)
    monkeypatch.setattr(instance, "get_run_records", lambda filters: [started])
    assert runs.bury_the_dead(instance) == ([run.run_id] if buried else [])


def test_a_run_whose_process_holds_the_lock_lives(fresh: Path, instance: dg.DagsterInstance):
    add_run(instance, **runs.held_here())
    operations.STATE.mkdir(parents=True)
    other = runs.FileLock(runs.LOCK.lock_file, is_singleton=False)
    with other:
        assert runs.bury_the_dead(instance) == []


def test_the_cause_is_what_the_innermost_error_says():
    with pytest.raises(RuntimeError) as raised:
        try:
            try:
                raise sqlite3.OperationalError("database is locked")
            except sqlite3.Error as error:
                raise OSError("query failed\n[SQL: SELECT ...]") from error
        except OSError:
            raise RuntimeError("giving up") from None
    assert operations.cause(raised.value) == "giving up"
    assert operations.cause(raised.value.__context__ or raised.value) == "database is locked"


def test_passwords_are_not_shown():
    line = operations.unusable("log", "postgresql://me:secret@host/db", OSError("no route"))
    assert line == "log at postgresql://host/db: no route"
