"""Predictions reach the database, and no request notices how."""

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.monitoring import prediction_log
from {{ cookiecutter.package_name }}.monitoring.prediction_log import (
    PredictionLog,
    Scored,
    count_by_month,
    read_last,
)

pytestmark = pytest.mark.example

EIGHT, NINE = (datetime(2011, 7, 1, hour) for hour in (8, 9))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction_log, "WRITE_SECONDS", 0.01)
    monkeypatch.setattr(prediction_log, "RETRY_SECONDS", 0.01)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'predictions.db').as_posix()}"


@pytest.fixture
def scored() -> Callable[..., Scored]:
    def make(hour: datetime, prediction: float, version: int = 1) -> Scored:
        row = (hour, 0, 1, "clear", 27.3, 62.0, 11.2)
        return Scored(datetime(2011, 6, 30, 12), [row], [prediction], version)

    return make


def test_what_was_put_is_there_after_the_stop(url: str, scored: Callable[..., Scored]) -> None:
    log = PredictionLog(url, limit=100)
    log.start()
    for hour in (EIGHT, NINE):
        log.put(scored(hour, 300.5))
    log.stop()
    assert (log.written, log.dropped) == (2, 0)
    found = read_last(url, inputs=True)
    assert found["timestamp"].tolist() == [EIGHT, NINE]
    assert found["inputs"][0] == {
        "timestamp": "2011-07-01 08:00:00",
        "holiday": 0,
        "workingday": 1,
        "weather": "clear",
        "temp_c": 27.3,
        "humidity": 62.0,
        "windspeed_kmh": 11.2,
    }


def test_the_last_prediction_for_an_hour_counts(url: str, scored: Callable[..., Scored]) -> None:
    log = PredictionLog(url, limit=100)
    log.start()
    for prediction, version in ((1.0, 1), (2.0, 1), (3.0, 2)):
        log.put(scored(EIGHT, prediction, version))
    log.stop()
    assert read_last(url)[["prediction", "model_version"]].values.tolist() == [[3.0, 2]]
    assert count_by_month(url) == {"2011-07": 3}


def test_beyond_the_limit_predictions_are_dropped_and_counted(
    url: str, scored: Callable[..., Scored]
) -> None:
    log = PredictionLog(url, limit=2)
    for _ in range(5):
        log.put(scored(EIGHT, 1.0))
    log.start()
    log.stop()
    assert (log.written, log.dropped) == (2, 3)


def test_a_database_that_comes_back_gets_what_waited(
    tmp_path: Path, scored: Callable[..., Scored]
) -> None:
    folder = tmp_path / "not yet"
    log = PredictionLog(f"sqlite:///{(folder / 'predictions.db').as_posix()}", limit=100)
    log.put(scored(EIGHT, 1.0))
    log.start()
    while not log.failing:
        time.sleep(0.01)
    folder.mkdir()
    log.stop()
    assert (log.written, log.dropped) == (1, 0)


def test_a_locked_database_keeps_nobody_waiting(
    tmp_path: Path, url: str, scored: Callable[..., Scored]
) -> None:
    with sqlite3.connect(tmp_path / "predictions.db") as blocker:
        blocker.execute("PRAGMA journal_mode=WAL")
        blocker.execute("BEGIN EXCLUSIVE")
        log = PredictionLog(url, limit=1000)
        log.start()
        began = datetime.now()
        for _ in range(1000):
            log.put(scored(EIGHT, 1.0))
        assert (datetime.now() - began).total_seconds() < 0.5
        blocker.execute("COMMIT")
    log.stop()
    assert log.written == 1000


@pytest.mark.parametrize("bad", ["no url", "nosuchdatabase://host/name"])
def test_a_bad_url_is_one_clear_line(bad: str) -> None:
    with pytest.raises(ProjectError, match=r"^PREDICTIONS_URL: .+$"):
        PredictionLog(bad, limit=1)


def test_a_log_that_nobody_wrote_is_empty(url: str) -> None:
    assert read_last(url).empty
    assert count_by_month(url) == {}


def test_a_log_that_cannot_be_read_is_one_clear_line(tmp_path: Path, url: str) -> None:
    (tmp_path / "predictions.db").write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(ProjectError, match="not a database"):
        read_last(url)
