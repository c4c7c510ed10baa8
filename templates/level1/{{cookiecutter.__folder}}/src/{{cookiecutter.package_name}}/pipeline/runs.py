"""Runs of the pipeline in Dagster's record: which are going, which died, what started them."""

import os
import platform

import dagster as dg
import psutil
from dagster import DagsterRunStatus as Status

JOB = "retrain"
# Tags of a run, in Dagster and in MLflow.
TRIGGER = "trigger"
WHY = "why"
WORKER = "worker"

WAITING = (Status.NOT_STARTED, Status.QUEUED)
GOING = (Status.STARTING, Status.STARTED, Status.CANCELING)


def of(instance: dg.DagsterInstance, statuses: tuple[Status, ...]) -> list[dg.DagsterRun]:
    """Runs of the pipeline with one of the statuses, newest first."""
    return list(instance.get_runs(dg.RunsFilter(job_name=JOB, statuses=list(statuses))))


def this_worker() -> str:
    """This process, told apart from a later one with the same number."""
    return f"{platform.node()}/{os.getpid()}/{psutil.Process().create_time():.2f}"


def mark_worker(context: dg.AssetExecutionContext) -> None:
    """Note that this process executes the run, all of it."""
    context.instance.add_run_tags(context.run.run_id, {WORKER: this_worker()})


def current_tags(context: dg.AssetExecutionContext) -> dict[str, str]:
    """The run's tags as of now: triggers may have been added since it began."""
    run = context.instance.get_run_by_id(context.run.run_id)
    return dict(run.tags) if run else {}


def bury_the_dead(instance: dg.DagsterInstance) -> list[str]:
    """Mark runs as failed whose process is gone (killed, stopped); returns their ids.

    Otherwise such a run counts as going, and the next ones wait for it.
    """
    dead = [run for run in of(instance, GOING + WAITING) if _is_dead(run.tags.get(WORKER))]
    for run in dead:
        instance.report_run_failed(run, "its process is gone; the next run starts afresh")
    return [run.run_id for run in dead]


def _is_dead(worker: str | None) -> bool:
    if worker is None:
        return False
    host, number, started = worker.rsplit("/", 2)
    if host != platform.node():
        return False
    try:
        return f"{psutil.Process(int(number)).create_time():.2f}" != started
    except psutil.NoSuchProcess:
        return True


def add_trigger(instance: dg.DagsterInstance, run: dg.DagsterRun, trigger: str, why: str) -> None:
    """Note a further trigger on a run that serves it too."""
    triggers = run.tags.get(TRIGGER, "").split(", ")
    if trigger not in triggers:
        reasons = [run.tags.get(WHY, ""), why]
        tags = {TRIGGER: ", ".join([*triggers, trigger]), WHY: "; ".join(filter(None, reasons))}
        instance.add_run_tags(run.run_id, tags)
