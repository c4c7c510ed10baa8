"""What is found from predictions, labels and registry, and how it is told."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations, registry
from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.monitoring import findings, main
from {{ cookiecutter.package_name }}.monitoring.findings import NO_DRIFT, Findings
from {{ cookiecutter.package_name }}.monitoring.performance import live_performance
from {{ cookiecutter.package_name }}.monitoring.prediction_log import PredictionLog, Scored
from {{ cookiecutter.package_name }}.monitoring.report import render
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS, TARGET
from {{ cookiecutter.package_name }}.registry import RegistryUnavailable, Version
from {{ cookiecutter.package_name }}.steps.extract import extract

pytestmark = pytest.mark.example

NOW = datetime(2011, 10, 1, 12)


def version(number: int) -> Version:
    promised = {"wape": 0.1 * number}
    return Version(number, "run", "2011-06", "2011-05", datetime.now(UTC), promised, "digest")


@pytest.fixture(autouse=True)
def known_versions(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A registry with versions 1 to 3, the last of them champion."""
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(home / 'predictions.db').as_posix()}")
    monkeypatch.setattr(registry, "champion", lambda: version(3))
    monkeypatch.setattr(registry, "versions", lambda: {n: version(n) for n in (1, 2, 3)})


@pytest.fixture
def serve() -> Callable[..., None]:
    """Log predictions for a month's hours, or its first, each `factor` times what came true."""

    def answer(month: str, factor: float = 1.1, number: int = 1, first: int = 1000) -> None:
        rows = check(source.read_month(month), OBSERVATIONS, month).head(first)
        inputs = rows.drop(columns=TARGET).itertuples(index=False, name=None)
        cells = [(row[0].to_pydatetime(), *row[1:]) for row in inputs]
        log = PredictionLog(operations.predictions_url(), limit=10_000)
        log.put(Scored(NOW, cells, (factor * rows[TARGET]).tolist(), number))
        log.start()
        log.stop()

    return answer


def test_a_month_without_labels_is_not_measured(serve: Callable[..., None]) -> None:
    serve("2011-07")
    assert live_performance().empty
    found = findings.look()
    assert found.verdict == "no_labels"
    assert found.volumes.to_dict("records") == [
        {"month": "2011-07", "predictions": 744, "rows": 744, "labelled": 0}
    ]


def test_labels_that_arrive_measure_what_was_answered(serve: Callable[..., None]) -> None:
    serve("2011-07", factor=1.1)
    serve("2011-08", factor=0.7, number=2)
    extract("2011-08")
    found = live_performance()
    assert found["month"].tolist() == ["2011-07", "2011-08"]
    np.testing.assert_allclose(found["wape"], [0.1, 0.3])
    np.testing.assert_allclose(found["bias"], [0.1, -0.3])
    assert found["model_versions"].tolist() == [[1], [2]]
    assert live_performance(["2011-08"])["month"].tolist() == ["2011-08"]


def test_a_few_requests_are_not_judged(serve: Callable[..., None]) -> None:
    serve("2011-07", factor=3.0, first=operations.load().monitoring.min_rows - 1)
    extract("2011-07")
    assert live_performance().empty
    assert findings.look().drift.empty


def test_an_answer_given_again_replaces_the_first(serve: Callable[..., None]) -> None:
    serve("2011-07", factor=2.0, number=1)
    serve("2011-07", factor=1.0, number=2)
    extract("2011-07")
    month = live_performance().iloc[0]
    assert (month["wape"], month["model_versions"]) == (0.0, [2])


def test_a_month_that_breaks_the_contract_has_no_labels(
    serve: Callable[..., None], home: Path
) -> None:
    serve("2011-07")
    extract("2011-07")
    landed = home / "data" / "landing" / "2011-07.csv"
    landed.write_text("timestamp,count\n", encoding="utf-8")
    assert live_performance().empty


def test_the_gate_s_promise_is_that_of_the_versions_that_served(
    serve: Callable[..., None],
) -> None:
    serve("2011-07", number=1)
    extract("2011-07")
    assert findings.look().months["promised"].tolist() == pytest.approx([0.1])


@pytest.mark.parametrize(
    ("errors", "numbers", "verdict"),
    [
        ([0.1], [1], "within_bound"),
        ([0.3], [1], "beyond_bound"),
        ([0.3, 0.1], [1, 1], "within_bound"),
        ([0.3, 0.3, 0.3], [1, 2, 2], "beyond_bound"),
        ([0.1, 0.3, 0.3], [1, 2, 3], "beyond_bound"),
        ([0.3, 0.3, 0.3], [1, 2, 3], "stalled"),
    ],
)
def test_the_verdict(errors: list[float], numbers: list[int], verdict: str) -> None:
    months = [f"2011-{month:02d}" for month in range(7, 7 + len(errors))]
    measured = pd.DataFrame(
        {
            "month": months,
            "rows": 744,
            "wape": errors,
            "mae": 30.0,
            "bias": -0.2,
            "model_versions": [[number] for number in numbers],
            "promised": 0.1,
            "beyond": [error > 0.2 for error in errors],
        }
    )
    volumes = pd.DataFrame({"month": months, "predictions": 744, "rows": 744, "labelled": 744})
    found = Findings(version(3), "", 0.2, measured, NO_DRIFT, volumes)
    assert found.verdict == verdict
    page = render(found, NOW)
    assert f"WAPE {errors[-1]:.3f} on {months[-1]}, bound 0.2." in page
    assert "forecasts less than comes true, by 20%" in page


def test_drift_is_against_what_the_serving_version_was_trained_on(
    serve: Callable[..., None],
) -> None:
    serve("2011-07")
    extract("2011-07")
    found = findings.look().drift.set_index("feature")
    assert found.loc["temp_c", "psi"] == pytest.approx(6.1, abs=0.05)
    assert found.loc["temp_c", "drifted"]
    assert not found.loc["hour", "drifted"]


def test_the_report_loads_nothing_from_elsewhere(serve: Callable[..., None]) -> None:
    serve("2011-07")
    extract("2011-07")
    page = render(findings.look(), NOW)
    assert not re.search(r"(src|href)=[\"'](https?:)?//|@import|url\((?!#)", page)
    assert "<svg" in page


def test_a_client_that_asks_for_far_away_years_fills_no_report(
    serve: Callable[..., None],
) -> None:
    serve("2011-07")
    log = PredictionLog(operations.predictions_url(), limit=10)
    row = (datetime(2200, 1, 1), 0, 1, "clear", 27.3, 62.0, 11.2)
    log.put(Scored(NOW, [row], [1.0], 1))
    log.start()
    log.stop()
    extract("2011-07")
    found = findings.look()
    assert found.volumes["month"].tolist() == ["2011-07"]
    assert found.drift["month"].unique().tolist() == ["2011-07"]


def test_the_report_stands_without_any_figures() -> None:
    found = findings.look()
    assert found.verdict == "no_predictions"
    assert "poe serve" in render(found, NOW)


def test_without_the_registry_the_rest_is_found(
    serve: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Any:
        raise RegistryUnavailable("model registry at nowhere: <gone>")

    monkeypatch.setattr(registry, "champion", gone)
    serve("2011-07")
    extract("2011-07")
    found = findings.look()
    assert found.champion is None
    assert found.months["promised"].isna().all()
    assert "&lt;gone&gt;" in render(found, NOW)


def test_the_command_writes_page_and_data_and_records_them(
    serve: Callable[..., None],
    run: Callable[..., int],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recorded: dict[str, Any] = {}
    monkeypatch.setattr(main.tracking, "record", lambda name, **about: recorded.update(about))
    serve("2011-07")
    extract("2011-07")
    assert run(main.main, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["verdict"] == "within_bound"
    assert printed["months"][0]["wape"] == pytest.approx(0.1)
    folder = home / "reports" / "monitoring"
    assert json.loads((folder / "findings.json").read_text(encoding="utf-8")) == printed
    assert (folder / "index.html").is_file()
    assert recorded["by_month"]["live_wape"] == pytest.approx({"2011-07": 0.1})
    assert recorded["by_month"]["psi_temp_c"]["2011-07"] > 5


def test_findings_are_plain_data(serve: Callable[..., None]) -> None:
    serve("2011-07", number=9)
    extract("2011-07")
    found = findings.look()
    data = json.loads(json.dumps(found.as_data()))
    assert data["months"][0]["promised"] is None
    assert json.loads(json.dumps(replace(found, months=pd.DataFrame()).as_data()))["months"] == []
