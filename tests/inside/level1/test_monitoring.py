"""Monitoring on the real log and the example's months: which answers count, what is written."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from bike_rides.core import contract
from bike_rides.core.paths import LANDING
from bike_rides.monitoring import findings, predictions
from bike_rides.monitoring.performance import live_performance
from bike_rides.monitoring.predictions import record_arrival
from bike_rides.problem import source
from bike_rides.problem.schema import TARGET, Observation
from bike_rides.registry import versions
from bike_rides.registry.versions import Version
from bike_rides.steps.extract import extract

Serve = Callable[..., None]


def version(number: int) -> Version:
    return Version(number, "run", "2011-06", "2011-05", datetime(2011, 7, 1), {"wape": 0.1})


@pytest.fixture(autouse=True)
def known_versions(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(versions, "champion", lambda: version(1))
    monkeypatch.setattr(versions, "versions", lambda: {1: version(1)})


@pytest.fixture
def serve() -> Serve:
    """Log predictions for a month's hours, each `factor` times what came true."""

    def answer(month: str, factor: float, hours: int = 1000) -> None:
        rows = contract.check(source.read_batch(month), Observation, month).head(hours)
        said = (factor * rows[TARGET]).rename("prediction").to_frame()
        predictions.write(rows, said, 1)

    return answer


def live_error() -> dict[str, float]:
    found = live_performance()
    return dict(zip(found["batch"], found["wape"].round(6), strict=True))


def test_labels_that_arrive_measure_what_was_answered(serve: Serve):
    serve("2011-07", 1.1)
    assert findings.look().verdict == "no_labels"
    serve("2011-08", 0.7)
    extract("2011-08")
    assert live_error() == {"2011-07": 0.1, "2011-08": 0.3}


def test_who_asks_again_once_the_truth_is_known_changes_no_figure(serve: Serve):
    serve("2011-07", 1.1)
    extract("2011-07")
    record_arrival("2011-07")
    serve("2011-07", 1.0)
    # What-if questions about hours that are over.
    serve("2011-07", 9.0, hours=40)
    assert live_error() == {"2011-07": 0.1}
    volume = findings.look().volumes.iloc[0]
    assert volume[["predictions", "rows", "labelled"]].tolist() == [744 + 744 + 40, 744, 744]


def test_months_that_had_arrived_before_monitoring_began_are_not_measured(serve: Serve):
    extract("2011-07")
    record_arrival("2011-07")
    serve("2011-05", 9.0)
    assert live_error() == {}


def test_a_month_that_cannot_be_read_stops_no_other(serve: Serve):
    serve("2011-07", 1.1)
    serve("2011-08", 0.7)
    extract("2011-08")
    (LANDING / "2011-07.csv").write_bytes(b"\xff\x00 no text")
    assert live_error() == {"2011-08": 0.3}


def test_drift_is_against_what_the_serving_version_was_trained_on(serve: Serve):
    serve("2011-07", 1.1)
    extract("2011-07")
    found = findings.look().drift.set_index("feature")
    assert found.loc["temp_c", "psi"] == pytest.approx(6.1, abs=0.05)
    assert found.loc["temp_c", "drifted"]
    assert not found.loc["hour", "drifted"]


def test_the_command_writes_page_and_data(
    serve: Serve,
    run: Callable[..., int],
    home: Path,
    capsys: pytest.CaptureFixture[str],
):
    serve("2011-07", 1.1)
    extract("2011-07")
    assert run("monitoring.monitor") == 0
    assert "within bound" in capsys.readouterr().out
    folder = home / "reports" / "monitoring"
    data = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert data["verdict"] == "within_bound"
    assert data["batches"][0]["wape"] == pytest.approx(0.1)
    assert "<svg" in (folder / "index.html").read_text(encoding="utf-8")
