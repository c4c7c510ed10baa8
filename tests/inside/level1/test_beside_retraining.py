"""What the pipeline does beside retraining: scoring, tidying, telling people."""

import os
from pathlib import Path

import dagster as dg
import pytest
from bike_rides.core import contract
from bike_rides.monitoring import predictions
from bike_rides.pipeline import notify, score
from bike_rides.pipeline.definitions import defs, files_to_score
from bike_rides.pipeline.retrain import run_once
from bike_rides.problem import source
from bike_rides.problem.schema import Inputs
from bike_rides.registry import versions
from conftest import hurry


def test_people_are_told_of_a_new_champion(
    fresh: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    told = []
    monkeypatch.setattr(notify, "tell", lambda event, text: told.append((event, text)))
    hurry(monkeypatch)
    outcome = run_once(instance, {})
    assert told == [("champion changed", outcome)]


def test_what_runs_by_itself_beside_retraining_is_turned_on():
    schedules = {one.name: one for one in defs.schedules or ()}
    sensors = {one.name: one for one in defs.sensors or ()}
    assert schedules["tidy_schedule"].default_status is dg.DefaultScheduleStatus.RUNNING
    for name in ("files_to_score", "failures", "service"):
        assert sensors[name].default_status is dg.DefaultSensorStatus.RUNNING


def test_a_file_to_score_starts_a_run_once_there_is_a_champion(
    trained: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    def asked() -> dg.RunRequest | dg.SkipReason:
        return files_to_score(dg.build_sensor_context(instance=instance))

    assert isinstance(asked(), dg.SkipReason)
    score.IN.mkdir(parents=True)
    (score.IN / "rows.csv").touch()
    assert isinstance(asked(), dg.RunRequest)
    monkeypatch.setattr(versions, "champion", lambda: None)
    assert isinstance(asked(), dg.SkipReason)


def test_files_that_are_put_to_score_are_scored_by_the_champion(
    trained: Path, instance: dg.DagsterInstance
):
    rows = source.read_batch("2011-07")[contract.columns(Inputs)]
    contract.write_csv(score.IN / "july.csv", rows)
    os.utime(score.IN / "july.csv", (0, 0))
    job = defs.resolve_job_def("score")
    assert job.execute_in_process(instance=instance).success
    assert len(contract.read_csv(score.OUT / "july.csv")) == len(rows)
    assert set(predictions.answers()["version"]) == {1}
