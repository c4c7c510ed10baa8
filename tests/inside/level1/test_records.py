"""Runs in MLflow: where they go, and what they hold."""

from pathlib import Path

import pytest
from bike_rides.registry import connection, tracking, versions

pytestmark = pytest.mark.usefixtures("fresh")


def test_the_environment_leads_no_run_elsewhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MLFLOW_RUN_ID", "0" * 32)
    monkeypatch.setenv("MLFLOW_EXPERIMENT_ID", "77")
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "another")
    monkeypatch.setenv("MLFLOW_REGISTRY_URI", "sqlite:///another.db")
    run_id = tracking.record("train", tags={}, metrics={"wape": 0.5})
    run = tracking.client().get_run(run_id)
    assert run.info.experiment_id == tracking.experiment_id()
    assert run.data.metrics == {"wape": 0.5}


def test_a_record_holds_what_it_was_given(tmp_path: Path):
    (tmp_path / "files" / "plots").mkdir(parents=True)
    (tmp_path / "files" / "plots" / "error.png").write_bytes(b"")
    run_id = tracking.record(
        "train",
        tags={tracking.FINGERPRINT: "f1"},
        params={"depth": 3},
        metrics={"wape": 0.1},
        files=tmp_path / "files",
    )
    store = tracking.client()
    data = store.get_run(run_id).data
    assert (data.params, data.metrics) == ({"depth": "3"}, {"wape": 0.1})
    assert store.list_artifacts(run_id, "plots")[0].path == "plots/error.png"
    assert tracking.outcome("f1") is None
    tracking.settle(run_id, "refused")
    assert tracking.outcome("f1") == "refused"


def test_a_registry_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:secret@127.0.0.1:9")
    refused = r"^model registry at http://127\.0\.0\.1:9: .*[Rr]efused$"
    with pytest.raises(connection.RegistryUnavailable, match=refused):
        versions.champion()


def test_mlflow_s_page_of_the_project_is_not_that_of_language_models():
    tracking.record("train", tags={})
    experiment = connection.client().get_experiment(connection.experiment_id() or "")
    assert experiment.tags["mlflow.experimentKind"] == "custom_model_development"
