"""Runs of the pipeline in Dagster's record: which are going, which died, which failed and why."""

import platform
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster import DagsterRunStatus as Status
from filelock import FileLock, Timeout

from ..operations import STATE
from ..registry.tracking import FINGERPRINT

JOB = "retrain"
# Tags of a run, in Dagster and in MLflow.
TRIGGER = "trigger"
WHY = "why"
HOST = "host"
# Where `ingest` says what it took in.
BATCHES = "batches"

WAITING = (Status.NOT_STARTED, Status.QUEUED)
GOING = (Status.STARTING, Status.STARTED, Status.CANCELING)

# Long enough for a run's first step to begin.
BEGINS_WITHIN_SECONDS = 120

# Held by the process of a run until it ends, however it ends: so two runs never overlap, and a run
# that is going while nobody holds it is dead.
LOCK = FileLock(STATE / "run.lock", thread_local=False)


def of(instance: dg.DagsterInstance, statuses: tuple[Status, ...]) -> list[dg.DagsterRun]:
    """Runs of the pipeline with one of the statuses, newest first."""
    return list(instance.get_runs(dg.RunsFilter(job_name=JOB, statuses=list(statuses))))


def take_over(context: dg.AssetExecutionContext) -> None:
    """Wait until no other run is going; from now on this process is known to be this run's."""
    STATE.mkdir(parents=True, exist_ok=True)
    LOCK.acquire()
    context.instance.add_run_tags(context.run.run_id, held_here())


def held_here() -> dict[str, str]:
    """Tag of a run whose process holds the lock, on this machine."""
    return {HOST: platform.node()}


def bury_the_dead(instance: dg.DagsterInstance) -> list[str]:
    """Mark runs as failed whose process is gone (killed, stopped); returns their ids.

    Otherwise such a run counts as going, and the next ones wait for it.
    """
    unended = dg.RunsFilter(job_name=JOB, statuses=[*GOING, *WAITING])
    found = instance.get_run_records(unended)
    doubtful = [record.dagster_run for record in found if _could_be_dead(record)]
    if not doubtful:
        # A lock taken at every look would be in the way of `poe pipeline`.
        return []
    STATE.mkdir(parents=True, exist_ok=True)
    with suppress(Timeout), LOCK.acquire(timeout=0):
        for run in doubtful:
            instance.report_run_failed(run, "its process is gone; the next run starts afresh")
        return [run.run_id for run in doubtful]
    return []


def _could_be_dead(record: dg.RunRecord) -> bool:
    host = record.dagster_run.tags.get(HOST)
    if host is None:
        # One that waits has no time of its start.
        return time.time() - (record.start_time or time.time()) > BEGINS_WITHIN_SECONDS
    # Of a run on another machine that machine's launcher knows more.
    return host == platform.node()


def failed(instance: dg.DagsterInstance, fingerprint: str) -> list[dg.RunRecord]:
    """Runs on this data, with these parameters and code, that didn't end well; newest first."""
    ended = [Status.FAILURE, Status.CANCELED]
    wanted = dg.RunsFilter(job_name=JOB, statuses=ended, tags={FINGERPRINT: fingerprint})
    return list(instance.get_run_records(wanted))


def cause(event: dg.DagsterEvent | None) -> str:
    """Why a step or a run failed, in one line."""
    if event is None:
        return "failed"
    error = getattr(event.event_specific_data, "error", None)
    package = __name__.partition(".")[0]
    # Our own errors say all by themselves; of others the innermost has the reason.
    while error and error.cause and not error.message.startswith(f"{package}."):
        error = error.cause
    if error is None:
        return event.message or "failed"
    message = error.message.strip()
    return message.partition(": ")[2] if message.startswith(f"{package}.") else message


@dataclass(frozen=True)
class Ingested:
    """What the newest run took in: batch -> hash; ended: whether it came to a decision."""

    batches: dict[str, str]
    ended: bool


def last_ingested(instance: dg.DagsterInstance) -> Ingested | None:
    """None if no run has begun yet."""
    event = instance.get_latest_materialization_event(dg.AssetKey("ingest"))
    if event is None or event.asset_materialization is None:
        return None
    run = instance.get_run_by_id(event.run_id)
    batches: Any = event.asset_materialization.metadata[BATCHES].value
    return Ingested(batches, run is None or run.status is Status.SUCCESS)
