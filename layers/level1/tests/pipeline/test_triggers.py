"""What starts a run, what doesn't, and what is noted with it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations, tracking
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.pipeline import runs, triggers
from {{ cookiecutter.package_name }}.pipeline.definitions import defs
from {{ cookiecutter.package_name }}.pipeline.run import run_once

pytestmark = pytest.mark.example


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the live model have this error on June 2011."""

    def set_error(error: float) -> None:
        scored = pd.DataFrame({"month": ["2011-05", "2011-06"], "wape": [0.5, error]})
        monkeypatch.setattr(triggers, "live_performance", lambda: scored)

    return set_error


def tick(
    instance: dg.DagsterInstance,
    look: Callable[[dg.SensorEvaluationContext], dg.SensorResult | dg.SkipReason],
    cursor: str | None = None,
) -> tuple[list[dg.RunRequest], str, str | None]:
    """One look of a sensor: runs asked for, why not, cursor."""
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    found = look(context)
    if isinstance(found, dg.SkipReason):
        return [], str(found.skip_message), cursor
    reason = found.skip_reason.skip_message if found.skip_reason else ""
    return list(found.run_requests or []), str(reason), found.cursor


def test_all_run_from_the_start():
    repository = defs.get_repository_def()
    assert {sensor.name: sensor.default_status.value for sensor in repository.sensor_defs} == {
        "new_data": "RUNNING",
        "performance": "RUNNING",
    }
    (calendar,) = repository.schedule_defs
    assert calendar.default_status.value == "RUNNING"
    assert calendar.cron_schedule == operations.load().triggers.schedule


def test_what_is_turned_off_is_not_there():
    settings = operations.load().triggers
    off = settings.model_copy(update={"schedule": "", "new_data": False, "performance": False})
    assert triggers.triggers(off) == ([], [])


def test_a_calendar_that_is_none_is_named():
    wrong = operations.load().triggers.model_copy(update={"schedule": "61 5 2 * *"})
    with pytest.raises(ProjectError, match=r"\[triggers\] schedule = '61 5 2 \* \*'"):
        triggers.triggers(wrong)


def test_a_new_project_trains_its_first_model(fresh: Path, instance: dg.DagsterInstance):
    requests, _, _ = tick(instance, triggers.on_new_data)
    (request,) = requests
    assert request.tags["trigger"] == "new_data"
    assert request.tags["why"] == "first training"


def test_a_month_starts_one_run_however_often_it_lands(
    trained: Path, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    none, why_not, cursor = tick(instance, triggers.on_new_data)
    assert none == []
    assert why_not.startswith("trained on this data already: promoted: version 1: ")

    path = land("2011-07")
    (request,), _, cursor = tick(instance, triggers.on_new_data, cursor)
    assert request.tags["why"] == "2011-07 landed"

    path.write_bytes(path.read_bytes())
    none, why_not, cursor = tick(instance, triggers.on_new_data, cursor)
    assert (none, why_not) == ([], "nothing new has landed")

    corrected = path.read_bytes().replace(b",clear,", b",mist,", 1)
    path.write_bytes(corrected)
    (again,), _, _ = tick(instance, triggers.on_new_data, cursor)
    assert again.run_key != request.run_key


def test_a_half_written_month_starts_nothing(
    trained: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    _, _, cursor = tick(instance, triggers.on_new_data)
    path = LANDING / "2011-07.csv"
    path.write_bytes(b"timestamp,")
    monkeypatch.setattr(
        "{{ cookiecutter.package_name }}.pipeline.landing.time.sleep",
        lambda seconds: path.write_bytes(path.read_bytes() + b"holiday,"),
    )
    for look in (triggers.on_new_data, triggers.on_performance):
        assert tick(instance, look, cursor)[:2] == ([], "still being written: 2011-07")


def test_a_bad_live_model_starts_a_run_and_a_good_one_does_not(
    trained: Path,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    live: Callable[[float], None],
):
    land("2011-07")
    live(0.19)
    none, why_not, _ = tick(instance, triggers.on_performance)
    assert (none, why_not) == ([], "good enough: live wape 0.190 on 2011-06, bound 0.200")
    live(0.21)
    (request,), _, cursor = tick(instance, triggers.on_performance)
    assert request.tags["trigger"] == "performance"
    assert request.tags["why"] == "live wape 0.210 on 2011-06, bound 0.200"
    assert tick(instance, triggers.on_performance, cursor)[:2] == ([], "no new labels")


def waiting_run(instance: dg.DagsterInstance, request: dg.RunRequest) -> dg.DagsterRun:
    job = defs.resolve_job_def(runs.JOB)
    run = instance.create_run_for_job(job, tags=dict(request.tags))
    return run


def test_triggers_during_a_run_are_merged_into_one_that_follows(
    trained: Path,
    tmp_path: Path,
    land: Callable[..., Path],
    live: Callable[[float], None],
):
    instance = dg.DagsterInstance.local_temp(str(tmp_path))
    land("2011-07")
    _, _, cursor = tick(instance, triggers.on_new_data)
    land("2011-08")
    (request,), _, _ = tick(instance, triggers.on_new_data, cursor)
    following = waiting_run(instance, request)
    live(0.3)
    none, why_not, _ = tick(instance, triggers.on_performance)
    assert (none, why_not) == ([], f"run {following.run_id[:8]} takes this in")
    calendar = triggers.on_schedule(
        dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2011, 8, 2, tzinfo=UTC)
        )
    )
    assert isinstance(calendar, dg.SkipReason)
    noted = instance.get_run_by_id(following.run_id)
    assert noted
    assert noted.tags["trigger"] == "new_data, performance, schedule"
    assert noted.tags["why"].startswith("2011-08 landed; live wape 0.300")


def test_the_schedule_retrains_on_what_nobody_has_trained_on(
    trained: Path, tmp_path: Path, land: Callable[..., Path]
):
    instance = dg.DagsterInstance.local_temp(str(tmp_path))
    context = dg.build_schedule_context(
        instance=instance, scheduled_execution_time=datetime(2011, 8, 2, tzinfo=UTC)
    )
    assert isinstance(triggers.on_schedule(context), dg.SkipReason)
    land("2011-07")
    due = triggers.on_schedule(context)
    assert isinstance(due, dg.RunRequest)
    assert due.tags["trigger"] == "schedule"


def test_the_cause_goes_from_the_trigger_to_the_record(
    trained: Path, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    _, _, cursor = tick(instance, triggers.on_new_data)
    land("2011-07")
    (request,), _, _ = tick(instance, triggers.on_new_data, cursor)
    run_once(instance, dict(request.tags))
    (newest,) = tracking.client().search_runs(["1"], max_results=1)
    assert newest.data.tags["trigger"] == "new_data"
    assert newest.data.tags["why"] == "2011-07 landed"
    assert tick(instance, triggers.on_new_data)[1].startswith("trained on this data already")


@pytest.mark.parametrize("began", [True, False], ids=["going", "not begun"])
@pytest.mark.parametrize(("worker_lives", "buried"), [(True, False), (False, True)])
def test_a_run_whose_process_is_gone_blocks_nobody(
    trained: Path,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    worker_lives: bool,
    buried: bool,
    began: bool,
):
    land("2011-07")
    (request,), _, _ = tick(instance, triggers.on_new_data)
    run_id = waiting_run(instance, request).run_id
    # The same process number, given to another process since.
    worker = runs.this_worker() + ("" if worker_lives else "9")
    instance.add_run_tags(run_id, {runs.WORKER: worker})
    if began:
        started = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, runs.JOB)
        instance.report_dagster_event(started, run_id)
    assert runs.bury_the_dead(instance) == ([run_id] if buried else [])
    assert len(runs.of(instance, runs.GOING + runs.WAITING)) == (0 if buried else 1)


def test_a_run_that_waited_has_nothing_to_do_if_all_was_taken_in_before(
    trained: Path, instance: dg.DagsterInstance, land: Callable[..., Path]
):
    _, _, cursor = tick(instance, triggers.on_new_data)
    land("2011-07")
    (request,), _, _ = tick(instance, triggers.on_new_data, cursor)
    run_once(instance, dict(request.tags))
    assert run_once(instance, dict(request.tags)).startswith("nothing to do")
    assert len(tracking.client().search_runs(["1"])) == 2
