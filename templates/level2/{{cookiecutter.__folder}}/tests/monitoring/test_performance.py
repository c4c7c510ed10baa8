"""The live error: which answers count, and when a batch is judged."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.monitoring import database, performance, predictions
from {{ cookiecutter.package_name }}.problem import metrics
from {{ cookiecutter.package_name }}.problem.schema import TARGET

NOON = datetime(2011, 8, 1, 12)
LABELS = {
    "first": pd.DataFrame({"key": ["a", "b"], TARGET: [10, 20]}),
    "second": pd.DataFrame({"key": ["c"], TARGET: [30]}),
}

Log = Callable[..., None]


def need_rows(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    settings = operations.load()
    monitoring = settings.monitoring.model_copy(update={"min_rows": count})
    judged = settings.model_copy(update={"monitoring": monitoring})
    monkeypatch.setattr(operations, "load", lambda: judged)


@pytest.fixture(autouse=True)
def problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two labelled batches, and a measure that needs two answers at least."""
    need_rows(monkeypatch, 1)
    monkeypatch.setattr(performance, "TIME", None)
    monkeypatch.setattr(performance.batches, "landed", lambda: list(LABELS))
    monkeypatch.setattr(performance.batches, "read", lambda name: LABELS[name])
    monkeypatch.setattr(predictions, "MONITORED", True)
    monkeypatch.setattr(predictions, "keys", lambda rows: rows["key"].tolist())
    monkeypatch.setattr(
        metrics,
        "measure",
        lambda actual, said: {metrics.PRIMARY: (actual - said["prediction"]).abs().mean()},
    )


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    """Let these answers, (key, hours after noon, prediction, version), be logged; the labels of
    the batches named in `arrived` came so many hours after noon."""
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(tmp_path / 'log.db').as_posix()}")

    def at(hours: float) -> datetime:
        return NOON + timedelta(hours=hours)

    def write(*answers: tuple[str, float, float, int], arrived: dict[str, float]) -> None:
        rows = [
            {
                "key": key,
                "asked_at": at(hours),
                "inputs": {},
                "prediction": {"prediction": said},
                "version": version,
            }
            for key, hours, said, version in answers
        ]
        times = [{"batch": name, "arrived_at": at(hours)} for name, hours in arrived.items()]
        with database.transaction() as connection:
            connection.execute(database.PREDICTIONS.insert(), rows)
            if times:
                connection.execute(database.ARRIVALS.insert(), times)

    return write


def test_an_answer_after_the_label_arrived_does_not_count(log: Log) -> None:
    log(("a", 0, 11, 1), ("a", 2, 10, 2), ("b", 2, 20, 2), arrived={"first": 1})
    found = performance.labelled_predictions()
    assert found[["key", "prediction", "actual"]].values.tolist() == [["a", 11, 10]]


def test_the_last_answer_in_time_counts(log: Log) -> None:
    # Written later, asked earlier.
    log(("a", 0.5, 12, 2), ("a", 0, 99, 1), arrived={"first": 1})
    assert performance.labelled_predictions()["prediction"].tolist() == [12]


def test_a_batch_that_was_not_ingested_yet_comes_after_every_answer(log: Log) -> None:
    log(("a", 0, 11, 1), ("c", 500, 31, 1), arrived={"first": 1})
    assert performance.labelled_predictions()["key"].tolist() == ["a", "c"]


def test_a_batch_that_arrived_nobody_knows_when_is_not_measured(log: Log) -> None:
    log(("a", 0, 11, 1), ("c", 0, 31, 1), arrived={"second": 1})
    assert performance.labelled_predictions()["key"].tolist() == ["c"]


def test_each_batch_is_measured_with_the_versions_that_answered(log: Log) -> None:
    log(("a", 0, 11, 2), ("b", 0, 23, 1), ("c", 0, 30, 3), arrived={"first": 1, "second": 1})
    found = performance.live_performance()
    assert found["batch"].tolist() == ["first", "second"]
    assert found[metrics.PRIMARY].tolist() == [2, 0]
    assert found["model_versions"].tolist() == [[1, 2], [3]]


def test_a_few_answers_are_not_judged(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    need_rows(monkeypatch, 2)
    log(("a", 0, 11, 1), ("b", 0, 20, 1), ("c", 0, 30, 1), arrived={})
    assert performance.live_performance()["batch"].tolist() == ["first"]


def test_a_batch_that_breaks_the_contract_has_no_labels(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(name: str) -> pd.DataFrame:
        if name == "first":
            raise ProjectError("first.csv: no rows")
        return LABELS[name]

    monkeypatch.setattr(performance.batches, "read", read)
    log(("a", 0, 11, 1), ("c", 0, 30, 1), arrived={})
    assert performance.live_performance()["batch"].tolist() == ["second"]


def test_what_is_undefined_is_not_measured(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> dict[str, float]:
        raise ValueError("one class only")

    monkeypatch.setattr(metrics, "measure", refuse)
    log(("a", 0, 11, 1), arrived={})
    found = performance.live_performance()
    assert found.empty
    assert {"batch", metrics.PRIMARY} <= set(found)


def test_a_class_that_an_older_version_did_not_know_had_no_probability() -> None:
    logged = pd.DataFrame(
        [
            {"key": "a", "prediction": "low", "probability_low": 1.0, "version": 1},
            {"key": "b", "prediction": "high", "probability_low": 0.4, "probability_high": 0.6},
        ]
    )
    said = performance.predicted(logged)
    assert said.columns.tolist() == ["prediction", "probability_low", "probability_high"]
    assert said["probability_high"].tolist() == [0.0, 0.6]
