"""Retrain once, now: from ingest to deploy, if the gate lets it through."""

import time

import dagster as dg
from filelock import Timeout

from .. import operations
from ..core import params
from ..core.errors import ProjectError
from ..registry import tracking
from . import home, landing, runs
from .assets import RECORD
from .definitions import defs

# How it ended is said by us, in one line.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_once(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """Run all steps in this process; returns how the training ended.

    Raises:
        ProjectError: a step failed; the message names it.
    """
    job = defs.resolve_job_def(runs.JOB)
    result = job.execute_in_process(QUIET, instance, raise_on_error=False, tags=tags)
    if not result.success:
        failed = next(event for event in result.all_events if event.is_step_failure)
        raise ProjectError(f"{failed.step_key}: {runs.cause(failed)}")
    for event in result.get_asset_materialization_events():
        if event.asset_key == dg.AssetKey("evaluate"):
            about = event.step_materialization_data.materialization.metadata
            return tracking.outcome_of(str(about[RECORD].value))
    return "nothing to do: this was trained on already"


def main() -> None:
    settings, chosen = operations.load(), params.load()
    operations.STATE.mkdir(parents=True, exist_ok=True)
    try:
        runs.LOCK.acquire(timeout=0)
    except Timeout:
        raise ProjectError("another run is going: it takes in all that has landed") from None
    with home.instance() as instance:
        runs.bury_the_dead(instance)
        landed = landing.look(settings.validation)
        for note in landed.notes:
            print(f"note   {note}", flush=True)
        while landed.waiting:
            time.sleep(1)
            landed = landing.look(settings.validation)
        now = landing.fingerprint(landed.complete, chosen, settings)
        if done := tracking.outcome(now):
            print(f"nothing to do: data, parameters and code are those of the last run ({done})")
            print("next   let a batch land: uv run poe extract --until NAME")
            return
        tags = {runs.TRIGGER: "by hand", runs.WHY: "poe pipeline", tracking.FINGERPRINT: now}
        print(run_once(instance, tags | runs.held_here()))
