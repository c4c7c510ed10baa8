"""What starts a run, what doesn't, what is asked for again, and what is noted with it."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pandas as pd
import pytest
from dagster import DagsterRunStatus as Status

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import scores
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.pipeline import runs, triggers
from {{ cookiecutter.package_name }}.pipeline.landing import Landed, fingerprint
from {{ cookiecutter.package_name }}.problem import metrics
from {{ cookiecutter.package_name }}.registry import tracking

Sensor = Callable[[dg.SensorEvaluationContext], dg.SensorResult | dg.SkipReason]


class Situation:
    """What has landed, what was trained on, what the newest run took in."""

    def __init__(self, batches: list[str]) -> None:
        self.landed = Landed(dict.fromkeys(batches, "hash"))
        self.outcomes: dict[str, str] = {}
        self.ingested: runs.Ingested | None = None

    @property
    def now(self) -> str:
        settings = operations.load()
        return fingerprint(self.landed.complete, triggers.params.load(), settings)

    def train(self, ended: bool = True) -> None:
        self.ingested = runs.Ingested(dict(self.landed.complete), ended)
        if ended:
            self.outcomes[self.now] = "promoted: version 1"


@pytest.fixture
def situation(batches: list[str], monkeypatch: pytest.MonkeyPatch) -> Situation:
    made = Situation(batches[:1])
    monkeypatch.setattr(triggers, "look", lambda limits: made.landed)
    monkeypatch.setattr(triggers, "WATCH_SECONDS", 0)
    monkeypatch.setattr(tracking, "outcome", lambda text: made.outcomes.get(text))
    monkeypatch.setattr(runs, "last_ingested", lambda instance: made.ingested)
    return made


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Dagster without a database."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def tick(instance: dg.DagsterInstance, sensor: Sensor, cursor: str = "") -> tuple[list, str, str]:
    """One look of a sensor: runs asked for, why not, cursor."""
    found = sensor(dg.build_sensor_context(instance=instance, cursor=cursor))
    if isinstance(found, dg.SkipReason):
        return [], str(found.skip_message), cursor
    reason = found.skip_reason.skip_message if found.skip_reason else ""
    return list(found.run_requests or []), str(reason), found.cursor or cursor


def due(instance: dg.DagsterInstance) -> triggers.Answer:
    """What the calendar asks for; its own context would ask for a database."""
    context: Any = SimpleNamespace(instance=instance)
    return triggers.on_schedule(context)


def add_run(
    instance: dg.DagsterInstance, status: Status, situation: Situation, **tags: str
) -> dg.DagsterRun:
    tags = {tracking.FINGERPRINT: situation.now, **tags}
    return instance.add_run(dg.DagsterRun(runs.JOB, status=status, tags=tags))


def test_what_is_turned_off_is_not_there():
    settings = operations.load().triggers
    off = settings.model_copy(update={"schedule": "", "new_data": False, "performance": False})
    assert triggers.triggers(off) == ([], [])


def test_a_calendar_that_is_none_is_named():
    wrong = operations.load().triggers.model_copy(update={"schedule": "61 5 2 * *"})
    with pytest.raises(ProjectError, match=r"\[triggers\] schedule = '61 5 2 \* \*'"):
        triggers.triggers(wrong)


def test_a_new_project_trains_its_first_model(instance: dg.DagsterInstance, situation: Situation):
    (request,), _, _ = tick(instance, triggers.on_new_data)
    assert request.tags[runs.TRIGGER] == "new_data"
    assert request.tags[runs.WHY] == "first training"


def test_a_new_batch_starts_a_run_that_names_what_it_brings(
    instance: dg.DagsterInstance, situation: Situation, batches: list[str]
):
    situation.train()
    assert tick(instance, triggers.on_new_data)[:2] == ([], "nothing new has landed")
    situation.landed.complete[batches[1]] = "hash"
    (request,), _, _ = tick(instance, triggers.on_new_data)
    assert request.tags[runs.WHY] == f"{batches[1]} landed"


def test_what_was_trained_on_is_not_trained_on_again(
    instance: dg.DagsterInstance, situation: Situation
):
    situation.train()
    situation.ingested = None
    none, why_not, _ = tick(instance, triggers.on_new_data)
    assert (none, why_not) == ([], "trained on this data already: promoted: version 1")


def test_a_lost_run_is_asked_for_again_after_a_while_and_not_without_end(
    instance: dg.DagsterInstance, situation: Situation, monkeypatch: pytest.MonkeyPatch
):
    situation.train(ended=False)
    first, again = triggers.PAUSES_SECONDS
    now = time.time()
    add_run(instance, Status.FAILURE, situation)
    assert tick(instance, triggers.on_new_data)[1].startswith("failed 1 time(s), tried again in ")
    monkeypatch.setattr(time, "time", lambda: now + first + 1)
    (request,), _, _ = tick(instance, triggers.on_new_data)
    assert request.tags[runs.WHY] == "the last run failed"

    add_run(instance, Status.FAILURE, situation)
    assert tick(instance, triggers.on_new_data)[0] == []
    monkeypatch.setattr(time, "time", lambda: now + again + 1)
    assert len(tick(instance, triggers.on_new_data)[0]) == 1

    add_run(instance, Status.FAILURE, situation)
    assert tick(instance, triggers.on_new_data)[1].startswith("failed 3 times: mend what")


def test_the_calendar_asks_however_often_it_failed(
    instance: dg.DagsterInstance, situation: Situation
):
    for _ in range(4):
        add_run(instance, Status.FAILURE, situation)
    asked = due(instance)
    assert isinstance(asked, dg.RunRequest)
    assert asked.tags[runs.TRIGGER] == "schedule"
    situation.train()
    until = bool(triggers.params.load().data.until)
    assert isinstance(due(instance), dg.SkipReason if until else dg.RunRequest)


def test_a_waiting_run_serves_every_trigger(instance: dg.DagsterInstance, situation: Situation):
    waiting = add_run(instance, Status.NOT_STARTED, situation)
    calendar = due(instance)
    assert isinstance(calendar, dg.SkipReason)
    assert calendar.skip_message == f"run {waiting.run_id[:8]} takes this in"


def score_live(monkeypatch: pytest.MonkeyPatch, beyond: float) -> list[str]:
    """Let the live model be beyond the bound by so much; gives what people are told."""
    told: list[str] = []
    bound = operations.load().triggers.performance_bound
    scored = pd.DataFrame({"batch": ["a", "b"], metrics.PRIMARY: [9.0, bound + beyond]})
    monkeypatch.setattr(scores, "BEST", 0.0)
    monkeypatch.setattr(triggers, "live_performance", lambda newest: scored)
    monkeypatch.setattr(triggers.notify, "tell", lambda event, text: told.append(text))
    return told


def test_a_bad_live_model_starts_a_run_and_people_are_told_once(
    instance: dg.DagsterInstance, situation: Situation, monkeypatch: pytest.MonkeyPatch
):
    told = score_live(monkeypatch, beyond=0.01)
    (request,), _, cursor = tick(instance, triggers.on_performance)
    assert request.tags[runs.TRIGGER] == "performance"
    assert request.tags[runs.WHY] == told[0]
    assert len(tick(instance, triggers.on_performance, cursor)[0]) == 1
    assert len(told) == 1
    situation.train()
    none, _, cursor = tick(instance, triggers.on_performance, cursor)
    assert none == []
    assert tick(instance, triggers.on_performance, cursor)[1] == "no new labels"


def test_a_good_live_model_starts_nothing(
    instance: dg.DagsterInstance, situation: Situation, monkeypatch: pytest.MonkeyPatch
):
    told = score_live(monkeypatch, beyond=0)
    none, why_not, cursor = tick(instance, triggers.on_performance)
    assert none == told == []
    assert why_not.startswith("good enough: live ")
    assert tick(instance, triggers.on_performance, cursor)[:2] == ([], "no new labels")
