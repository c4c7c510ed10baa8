"""Predictions reach the log, and no request notices how."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from bike_rides.core.contract import columns
from bike_rides.core.errors import ProjectError
from bike_rides.monitoring import predictions as module
from bike_rides.monitoring.predictions import Scored
from bike_rides.problem.schema import Inputs
from bike_rides.service import log
from bike_rides.service.log import PredictionLog

NOON = datetime(2030, 1, 1, 12)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "predictions.db"
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{path.as_posix()}")


@pytest.fixture
def predictions() -> PredictionLog:
    """A log that nobody has started."""
    return PredictionLog()


@pytest.fixture
def scored(rows: pd.DataFrame) -> Scored:
    """Two rows with a class for each."""
    inputs = {name: rows[name].head(2).to_numpy() for name in columns(Inputs)}
    said = {"prediction": ["a", "b"], "probability_a": [0.9, 0.4], "probability_b": [0.1, 0.6]}
    return Scored(NOON, inputs, said, 7)


def test_what_was_put_is_there_after_the_stop(
    predictions: PredictionLog, scored: Scored, rows: pd.DataFrame
) -> None:
    predictions.start()
    predictions.put(scored)
    predictions.stop()
    assert (predictions.written, predictions.waiting, predictions.dropped) == (2, 0, 0)
    found = module.answers(inputs=True)
    assert found["prediction"].tolist() == ["a", "b"]
    assert found["probability_b"].tolist() == [0.1, 0.6]
    assert found["key"].tolist() == module.keys(rows.head(2))
    assert list(found["inputs"][0]) == columns(Inputs)
    assert found["asked_at"].tolist() == [NOON, NOON]
    assert found["version"].tolist() == [7, 7]


def test_a_table_is_logged_like_the_service_s_answers(rows: pd.DataFrame) -> None:
    module.write(rows.head(3), pd.DataFrame({"prediction": [1.5, 2.5, 3.5]}), 2)
    found = module.answers()
    assert found["prediction"].tolist() == [1.5, 2.5, 3.5]
    assert found["key"].tolist() == module.keys(rows.head(3))


def test_beyond_the_limit_predictions_are_dropped_and_counted(
    predictions: PredictionLog, scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LIMIT", 5)
    for _ in range(4):
        predictions.put(scored)
    assert (predictions.waiting, predictions.dropped) == (4, 4)


def test_old_ones_are_deleted(rows: pd.DataFrame) -> None:
    module.write(rows.head(1), pd.DataFrame({"prediction": [1.0]}), 1)
    (asked_at,) = module.answers()["asked_at"]
    after = asked_at + timedelta(seconds=1)
    assert module.answers(before=asked_at).empty
    assert module.delete(after) == 1
    assert module.answers().empty


def test_of_each_row_the_last_answer_in_time_counts(rows: pd.DataFrame, scored: Scored) -> None:
    later = replace(scored, asked_at=NOON + timedelta(hours=1), version=8)
    # Written later, asked earlier.
    module.insert([later, scored])
    assert module.answers()[["version", "asked"]].values.tolist() == [[8, 2], [8, 2]]
    in_time = module.answers(before=later.asked_at)
    assert in_time[["version", "asked"]].values.tolist() == [[7, 1], [7, 1]]
    first, second = rows["timestamp"].head(2)
    assert module.answers(times=(first, second))["time"].tolist() == [first]
    assert module.newest() == (later.asked_at, second)


def test_a_batch_arrives_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for clock in ("2030-01-01T12:00", "2030-01-02T12:00"):
        monkeypatch.setenv("PROJECT_CLOCK", clock)
        module.record_arrival("a")
    assert module.arrivals() == {"a": NOON}


@pytest.mark.parametrize("url", ["no url", "nosuchdatabase://me:secret@host/name"])
def test_a_bad_address_is_one_clear_line(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREDICTIONS_URL", url)
    with pytest.raises(ProjectError, match=r"^prediction log at .+$") as failure:
        module.answers()
    assert "secret" not in str(failure.value)
