"""The pipeline as a whole, on the real data, in this process."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import registry, tracking
from {{ cookiecutter.package_name }}.pipeline.definitions import defs
from {{ cookiecutter.package_name }}.pipeline.run import main as pipeline
from {{ cookiecutter.package_name }}.pipeline.run import run_once

pytestmark = pytest.mark.example

Champion = Callable[[], registry.Version]
STEPS = ["ingest", "validate", "prepare", "train", "evaluate", "gate", "register", "deploy"]


def test_the_graph_goes_from_ingest_to_deploy():
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    order = [key.to_user_string() for key in graph.toposorted_asset_keys]
    assert order == STEPS


def test_first_promotion_then_equal_then_better(
    trained: Path, champion: Champion, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    first = champion()
    assert (first.number, first.data_until, first.candidate_until) == (1, "2011-06", "2011-05")
    assert first.metrics["wape"] == pytest.approx(0.16, abs=0.03)

    land("2011-07")
    assert run_once(instance, {}).startswith("not promoted: candidate 0.1")
    land("2011-08")
    answer = run_once(instance, {"trigger": "new_data", "why": "2011-08 landed"})
    assert answer.startswith("promoted: version 2 instead of version 1: candidate ")
    second = champion()
    assert (second.data_until, second.candidate_until) == ("2011-08", "2011-07")


def test_a_training_talks_to_no_other_machine(
    trained: Path, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    contacts = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
            address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
            host = address[0] if isinstance(address, tuple) else address
            if host not in (None, "127.0.0.1", "::1", "localhost"):
                contacts.append((event, address))

    # It can't be removed again; it only looks.
    sys.addaudithook(watch)
    land("2011-07")
    run_once(instance, {})
    assert contacts == []


def test_what_is_recorded(trained: Path, champion: Champion):
    version = champion()
    run = tracking.client().get_run(version.run_id)
    tags, metrics = run.data.tags, run.data.metrics
    assert tags["outcome"].startswith("promoted: version 1: candidate ")
    assert tags["decision"].startswith("candidate 0.1")
    assert tags["trigger"] == "by hand"
    assert (tags["data_from"], tags["data_until"]) == ("2011-01", "2011-06")
    assert tags["holdout"] == "2011-06 to 2011-06"
    assert tags["code"]
    assert run.data.params["model.loss"] == "poisson"
    assert metrics["candidate_wape"] == metrics["gate_candidate"] == version.metrics["wape"]
    assert metrics["gate_needed_against_baseline"] < metrics["baseline_wape"]
    months = tracking.client().get_metric_history(version.run_id, "candidate_wape_by_month")
    assert sorted(point.step for point in months) == list(range(201101, 201107))
    attached = {item.path for item in tracking.client().list_artifacts(version.run_id)}
    assert {"data.json", "schema.json", "worst_week.png"} <= attached


def test_a_version_carries_its_schema_signature_and_environment(trained: Path, champion: Champion):
    stored = registry.load_stored(champion())
    assert stored.schema["properties"]["humidity"]["maximum"] == 100
    (folder,) = (trained / "state" / "artifacts" / "models").iterdir()
    described = (folder / "artifacts" / "MLmodel").read_text(encoding="utf-8")
    assert "signature:" in described
    pins = (folder / "artifacts" / "requirements.txt").read_text(encoding="utf-8")
    assert "scikit-learn==" in pins


def test_without_anything_new_nothing_is_trained(
    trained: Path,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("DAGSTER_HOME", str(trained / "dagster_home"))
    assert run(pipeline) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert run(pipeline, "--force") == 0
    assert "not promoted: candidate 0.1" in capsys.readouterr().out


def test_a_bad_newest_month_stops_the_run_before_training(
    trained: Path,
    champion: Champion,
    land: Callable[..., Path],
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("DAGSTER_HOME", str(trained / "dagster_home"))
    land("2011-07", lambda rows: rows.drop(columns="humidity"))
    assert run(pipeline) == 1
    error = capsys.readouterr().err.strip().splitlines()
    assert error[0].startswith("error: validate: ")
    assert "2011-07" in error[0]
    assert champion().number == 1
    assert not (trained / "data" / "landing" / "2011-07.csv").exists()
    assert (trained / "data" / "quarantine" / "2011-07" / "2011-07.csv").exists()


def test_a_bad_older_month_is_left_out_and_training_goes_on(
    trained: Path, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    land("2011-07", lambda rows: pd.concat([rows, rows.tail(1)]))
    extra = land("2011-07")
    land("2011-08")
    assert run_once(instance, {}).startswith(("promoted", "not promoted: candidate"))
    assert not extra.exists()
    runs = tracking.client().search_runs(["1"], order_by=["start_time DESC"], max_results=1)
    data = tracking.mlflow.artifacts.load_dict(f"{runs[0].info.artifact_uri}/data.json")
    assert "2011-07" not in data["sha256"]
    assert json.dumps(data["sha256"]).count("2011-") == 7
