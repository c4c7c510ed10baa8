"""The pipeline as a whole, on the real data, in this process."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import pytest
from bike_rides import operations
from bike_rides.core import batches, params
from bike_rides.core.contract import json_schema
from bike_rides.core.paths import LANDING
from bike_rides.monitoring import predictions
from bike_rides.pipeline import evaluation, landing
from bike_rides.pipeline.definitions import defs
from bike_rides.pipeline.retrain import run_once
from bike_rides.problem import features
from bike_rides.problem.model import predict
from bike_rides.registry import tracking, versions
from bike_rides.steps import train as training

Champion = Callable[[], versions.Version]
Land = Callable[..., Path]
STEPS = ["ingest", "validate", "prepare", "train", "evaluate", "gate", "register", "deploy"]


def newest_run() -> Any:
    (run,) = tracking.client().search_runs(
        [tracking.experiment_id()], order_by=["start_time DESC"], max_results=1
    )
    return run


def attached(run: Any, name: str) -> Any:
    path = Path(tracking.client().download_artifacts(run.info.run_id, name))
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_graph_goes_from_ingest_to_deploy():
    dg.Definitions.validate_loadable(defs)
    job = defs.resolve_job_def("retrain")
    assert [node.name for node in job.nodes_in_topological_order] == STEPS


def test_first_promotion_then_equal_then_better(
    trained: Path, champion: Champion, instance: dg.DagsterInstance, land: Land
):
    first = champion()
    assert (first.number, first.newest_batch, first.candidate_batch) == (1, "2011-06", "2011-05")
    assert first.metrics["wape"] == pytest.approx(0.16, abs=0.03)

    land("2011-07")
    assert run_once(instance, {}).startswith("not promoted: candidate 0.1")
    land("2011-08")
    answer = run_once(instance, {"trigger": "new_data", "why": "2011-08 landed"})
    assert answer.startswith("promoted: version 2 instead of version 1: candidate ")
    second = champion()
    assert (second.newest_batch, second.candidate_batch) == ("2011-08", "2011-07")
    assert set(predictions.arrivals()) == {f"2011-0{month}" for month in range(1, 9)}
    tags = newest_run().data.tags
    assert (tags["trigger"], tags["why"]) == ("new_data", "2011-08 landed")


def test_a_training_talks_to_no_other_machine(
    trained: Path, instance: dg.DagsterInstance, land: Land
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
    run = newest_run()
    tags, metrics = run.data.tags, run.data.metrics
    assert tags["outcome"].startswith("promoted: version 1: candidate ")
    assert tags["trigger"] == "by hand"
    assert (tags["data_from"], tags["data_until"]) == ("2011-01", "2011-06")
    assert tags["holdout"] == "2011-06"
    assert run.data.params["model.loss"] == "poisson"
    assert metrics["candidate_wape"] == version.metrics["wape"] < metrics["baseline_wape"]
    files = {item.path for item in tracking.client().list_artifacts(version.run_id)}
    assert {"data.json", "schema.json", "importance.png", "worst_week.png"} <= files


def test_a_bad_newest_month_stops_the_run_before_training(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Land,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(landing, "SETTLE_SECONDS", 0)
    land("2011-07", lambda rows: rows.drop(columns="humidity"))
    with pytest.raises(Exception, match=r"validate: .*2011-07.csv: .*\n.*humidity: missing"):
        run_once(instance, {})
    assert champion().number == 1
    assert not (trained / "data" / "landing" / "2011-07.csv").exists()
    assert (trained / "data" / "quarantine" / "2011-07" / "2011-07.csv").exists()


def test_a_bad_older_month_is_left_out_and_training_goes_on(
    trained: Path, instance: dg.DagsterInstance, land: Land, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(landing, "SETTLE_SECONDS", 0)
    bad = land("2011-07", lambda rows: pd.concat([rows, rows.tail(1)]))
    land("2011-08")
    assert run_once(instance, {}).startswith(("promoted", "not promoted: candidate"))
    assert not bad.exists()
    assert list(attached(newest_run(), "data.json")["sha256"]) == [
        *(f"2011-0{month}" for month in range(1, 7)),
        "2011-08",
    ]


def test_a_bad_older_month_that_comes_alone_trains_nothing_twice(
    trained: Path, instance: dg.DagsterInstance, land: Land
):
    bad = land("2010-12", lambda _: pd.DataFrame({"no": ["table"]}))
    os.utime(bad, (0, 0))
    tags = {tracking.FINGERPRINT: "with the bad month"}
    assert run_once(instance, tags).startswith("nothing to do")
    assert not bad.exists()
    assert len(tracking.client().search_runs([tracking.experiment_id()])) == 1


def test_what_is_no_file_is_passed_over_and_the_month_beside_it_trained_on(
    trained: Path, instance: dg.DagsterInstance, land: Land
):
    land("2011-07")
    (LANDING / "2011-08.csv").mkdir()
    (LANDING / "2011-09.csv").symlink_to("nowhere")
    assert run_once(instance, {}).startswith(("promoted", "not promoted: candidate"))
    assert max(attached(newest_run(), "data.json")["sha256"]) == "2011-07"


def test_a_month_on_which_nothing_can_be_measured_blocks_nothing(
    trained: Path, champion: Champion, instance: dg.DagsterInstance, land: Land
):
    land("2011-07", lambda rows: rows.assign(count="0"))
    answer = run_once(instance, {})
    assert answer.startswith("not promoted: nothing can be measured on 2011-07: ")
    assert champion().number == 1
    land("2011-08")
    assert run_once(instance, {}).startswith(("promoted", "not promoted: candidate"))


def with_model_params(patch: pytest.MonkeyPatch, **changes: Any) -> None:
    chosen = params.load()
    changed = chosen.model_copy(update={"model": chosen.model.model_copy(update=changes)})
    patch.setattr(params, "load", lambda: changed)


def shuffle_labels(patch: pytest.MonkeyPatch) -> None:
    fit = training.fit

    def fit_shuffled(chosen: Any, seen: pd.DataFrame, target: pd.Series) -> Any:
        shuffled = np.random.default_rng(0).permutation(target)
        return fit(chosen, seen, pd.Series(shuffled, target.index))

    patch.setattr(training, "fit", fit_shuffled)


@pytest.mark.parametrize(
    "spoil",
    [lambda patch: with_model_params(patch, max_iter=3), shuffle_labels],
    ids=["worse", "shuffled labels"],
)
def test_no_gain_leaves_the_champion(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Land,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
):
    before = champion()
    land("2011-07")
    spoil(monkeypatch)
    assert run_once(instance, {}).startswith("not promoted: candidate ")
    assert champion() == before


def test_another_schema_leaves_the_champion_unless_it_is_accepted(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Land,
    monkeypatch: pytest.MonkeyPatch,
):
    def without_wind(model: Any) -> dict[str, Any]:
        schema = json_schema(model)
        del schema["properties"]["windspeed_kmh"]
        return schema

    land("2011-07")
    land("2011-08")
    monkeypatch.setattr(evaluation, "json_schema", without_wind)
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


def test_the_champion_is_never_scored_on_rows_that_it_was_fitted_on(
    trained: Path, champion: Champion
):
    version = champion()
    june = batches.read("2011-06")
    stood_in, _ = evaluation.compare(version, june, accept_schema_change=False)
    expected = predict(versions.load(version).candidate, features.build(june))
    pd.testing.assert_frame_equal(stood_in, expected)

    march = batches.read("2011-03")
    none, obstacle = evaluation.compare(version, march, accept_schema_change=False)
    assert none is None
    assert "no rows are left to compare on" in str(obstacle)


def test_a_run_that_waited_has_nothing_to_do_if_all_was_taken_in_before(
    trained: Path, instance: dg.DagsterInstance, land: Land
):
    land("2011-07")
    tags = {tracking.FINGERPRINT: "of what had landed when it was asked for"}
    run_once(instance, tags)
    assert run_once(instance, tags).startswith("nothing to do")
    assert len(tracking.client().search_runs([tracking.experiment_id()])) == 2
