"""From a landed batch to an answer that is measured, for whatever problem the project has."""

import math
from pathlib import Path

import dagster as dg
import pytest
from bike_rides import operations
from bike_rides.core import contract, params
from bike_rides.monitoring.performance import live_performance
from bike_rides.pipeline import score
from bike_rides.pipeline.retrain import run_once
from bike_rides.problem import metrics, source
from bike_rides.problem.schema import Inputs
from bike_rides.steps.extract import extract


@pytest.fixture
def three_batches(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The source's first: two to train the first champion on, one to answer for."""
    names = source.batches()[:3]
    if len(names) < 3:
        pytest.skip("the source has too few batches")
    chosen, settings = params.load(), operations.load()
    data = chosen.data.model_copy(update={"until": names[1], "holdout": 1})
    # So little data need not beat the baseline.
    gate = settings.gate.model_copy(update={"margin": -1.0})
    monkeypatch.setattr(params, "load", lambda: chosen.model_copy(update={"data": data}))
    monkeypatch.setattr(operations, "load", lambda: settings.model_copy(update={"gate": gate}))
    return names


def test_a_model_is_trained_and_its_answers_are_measured(
    three_batches: list[str], instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    assert run_once(instance, {}).startswith("promoted: version 1: ")
    newest = three_batches[2]
    inputs = source.read_batch(newest)[contract.columns(Inputs)]
    rows = contract.check(inputs, Inputs, newest)
    score.score(rows, tmp_path / "scored.csv")
    extract(newest)
    (batch,) = live_performance().to_dict("records")
    assert (batch["batch"], batch["rows"], batch["model_versions"]) == (newest, len(rows), [1])
    assert math.isfinite(batch[metrics.PRIMARY])
