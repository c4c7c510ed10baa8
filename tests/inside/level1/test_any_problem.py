"""From a landed month to an answer that is measured, for whatever problem the project has."""

import math
from pathlib import Path

import dagster as dg
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }} import operations, registry
from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.monitoring.performance import live_performance
from {{ cookiecutter.package_name }}.monitoring.prediction_log import PredictionLog
from {{ cookiecutter.package_name }}.pipeline.run import run_once
from {{ cookiecutter.package_name }}.problem import metrics, source
from {{ cookiecutter.package_name }}.problem.schema import INPUTS
from {{ cookiecutter.package_name }}.service.app import create_app
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder
from {{ cookiecutter.package_name }}.simulation.system import as_sent
from {{ cookiecutter.package_name }}.steps.extract import extract


@pytest.fixture
def three_months(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The source's first: two to train the first champion on, one to serve."""
    months = source.months()[:3]
    if len(months) < 3:
        pytest.skip("the source has too few months")
    chosen, settings = params.load(), operations.load()
    data = chosen.data.model_copy(update={"until": months[1], "holdout_months": 1})
    # So little data need not beat the baseline.
    gate = settings.gate.model_copy(update={"margin": -1.0})
    monkeypatch.setattr(params, "load", lambda: chosen.model_copy(update={"data": data}))
    monkeypatch.setattr(operations, "load", lambda: settings.model_copy(update={"gate": gate}))
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(fresh / 'predictions.db').as_posix()}")
    return months


def test_a_model_is_trained_and_its_answers_are_measured(
    three_months: list[str], instance: dg.DagsterInstance
) -> None:
    assert run_once(instance, {}).startswith("promoted: version 1: ")

    settings, newest = operations.load().service, three_months[2]
    rows = check(source.read_month(newest)[list(INPUTS.columns)], INPUTS, newest)
    holder = ChampionHolder(registry.champion, registry.load)
    log = PredictionLog(operations.predictions_url(), limit=len(rows))
    with TestClient(create_app(holder, log, settings)) as client:
        holder.refresh()
        sent = as_sent(rows)
        for first in range(0, len(sent), settings.max_rows):
            batch = {"rows": sent[first : first + settings.max_rows]}
            answer = client.post("/predict", json=batch)
            assert answer.status_code == 200, answer.text

    extract(newest)
    (month,) = live_performance().to_dict("records")
    assert (month["month"], month["rows"], month["model_versions"]) == (newest, len(rows), [1])
    assert math.isfinite(month[metrics.PRIMARY])
