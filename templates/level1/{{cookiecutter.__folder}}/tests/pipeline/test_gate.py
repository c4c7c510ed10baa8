"""The gate lets better challengers through, and nothing else."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pytest

from {{ cookiecutter.package_name }} import operations, registry
from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.tables import read_landed
from {{ cookiecutter.package_name }}.pipeline import evaluation
from {{ cookiecutter.package_name }}.pipeline.gate import decide
from {{ cookiecutter.package_name }}.pipeline.run import run_once
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import INPUTS
from {{ cookiecutter.package_name }}.steps import train as training

Champion = Callable[[], registry.Version]


def decision(**scores: float) -> bool:
    return decide(scores, margin=0.1, lower_is_better=True).promote


def test_a_challenger_has_to_be_better_by_the_margin():
    assert decision(candidate=0.17, baseline=0.5, champion=0.2)
    assert not decision(candidate=0.19, baseline=0.5, champion=0.2)


@pytest.mark.parametrize("candidate", [0.2, 0.3, math.nan, math.inf])
def test_no_better_score_no_promotion(candidate: float):
    assert not decision(candidate=candidate, baseline=0.5, champion=0.2)


def test_it_has_to_beat_the_baseline_too_and_that_alone_the_first_time():
    assert not decision(candidate=0.47, baseline=0.5, champion=0.9)
    assert not decision(candidate=0.47, baseline=0.5)
    assert decision(candidate=0.44, baseline=0.5)


def test_where_more_is_better():
    assert decide(
        {"candidate": 0.9, "baseline": 0.5, "champion": 0.8}, margin=0.1, lower_is_better=False
    ).promote
    assert not decide(
        {"candidate": 0.85, "baseline": 0.5, "champion": 0.8}, margin=0.1, lower_is_better=False
    ).promote


def test_an_obstacle_outweighs_every_score_and_the_numbers_are_kept():
    refused = decide(
        {"candidate": 0.1, "baseline": 0.5},
        margin=0.1,
        lower_is_better=True,
        obstacle="schema differs",
    )
    assert not refused.promote
    assert refused.reason == "schema differs"
    assert refused.numbers == pytest.approx(
        {"candidate": 0.1, "baseline": 0.5, "needed_against_baseline": 0.45}
    )


def with_model_params(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    chosen = params.load()
    changed = chosen.model_copy(update={"model": chosen.model.model_copy(update=changes)})
    monkeypatch.setattr(params, "load", lambda: changed)


def shuffle_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = training.fit

    def fit_shuffled(estimator: Any, rows: Any) -> Any:
        labels = np.random.default_rng(0).permutation(rows["count"])
        return fit(estimator, rows.assign(count=labels))

    monkeypatch.setattr(training, "fit", fit_shuffled)


@pytest.mark.example
@pytest.mark.parametrize(
    "spoil",
    [
        lambda patch: with_model_params(patch, max_iter=3),
        lambda patch: None,
        shuffle_labels,
    ],
    ids=["worse", "equal", "shuffled labels"],
)
def test_no_gain_leaves_the_champion(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
):
    before = champion()
    land("2011-07")
    spoil(monkeypatch)
    assert run_once(instance, {}).startswith("not promoted: candidate ")
    assert champion() == before


@pytest.mark.example
def test_another_schema_leaves_the_champion_unless_it_is_accepted(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
):
    land("2011-07")
    land("2011-08")
    monkeypatch.setattr(evaluation, "INPUTS", INPUTS.remove_columns(["windspeed_kmh"]))
    answer = run_once(instance, {})
    assert answer == (
        "not promoted: input schema differs from the champion's: windspeed_kmh is gone"
    )
    assert champion().number == 1

    settings = operations.load()
    gate = settings.gate.model_copy(update={"accept_schema_change": True})
    accepting = settings.model_copy(update={"gate": gate})
    monkeypatch.setattr(operations, "load", lambda: accepting)
    assert run_once(instance, {}).startswith("promoted: version 2 instead of version 1: ")


@pytest.mark.example
def test_the_champion_is_never_scored_on_rows_that_it_was_fitted_on(
    trained: Path, champion: Champion
):
    version = champion()
    assert version.data_until == "2011-06"
    june = read_landed("2011-06")
    stood_in = evaluation.compare(version, june, accept_schema_change=False).predicted
    candidate = registry.load_stored(version).candidate
    assert stood_in is not None
    assert np.array_equal(stood_in, candidate.predict(features.build(june)))

    seen = evaluation.compare(version, read_landed("2011-03"), accept_schema_change=False)
    assert seen.predicted is None
    assert "no rows are left to compare on" in str(seen.obstacle)
