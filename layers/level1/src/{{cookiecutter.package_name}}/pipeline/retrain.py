"""Retrain once, now."""

import dagster as dg

from .. import operations, tracking
from ..core import params
from ..core.command import command, next_step, parser
from ..core.errors import ProjectError
from ..locks import Taken, one_at_a_time
from . import home, runs
from .assets import RECORD
from .landing import fingerprint, look

# How it ended is said by us, in one line.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_once(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """Run all steps where operations.toml says; returns how the training ended.

    Raises:
        ProjectError: a step failed; the message names it.
    """
    # Not above: it reads operations.toml while it is imported, and errors there are for `command`.
    from .definitions import retrain_job

    job = dg.reconstructable(retrain_job)
    with dg.execute_job(job, instance, run_config=QUIET, tags=tags) as result:
        if not result.success:
            raise ProjectError(_explain(result))
        made = {event.asset_key: event for event in result.get_asset_materialization_events()}
        if (evaluated := made.get(dg.AssetKey("evaluate"))) is None:
            return "nothing to do: this was trained on already"
        about = evaluated.step_materialization_data.materialization.metadata
        return tracking.outcome_of(str(about[RECORD].value))


def _explain(result: dg.JobExecutionResult) -> str:
    failed = next((event for event in result.all_events if event.is_step_failure), None)
    if failed is None:
        # Where the steps were to run was out of reach, for instance.
        ended = next(event for event in result.all_events if event.is_run_failure)
        return f"no step ran: {_cause(ended)}"
    refused = [
        f"{about.value}"
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
        for about in check.metadata.values()
    ]
    if refused:
        return f"{failed.step_key}: {'; '.join(refused)}"
    return f"{failed.step_key}: {_cause(failed)}"


def _cause(event: dg.DagsterEvent) -> str:
    error = (event.step_failure_data if event.is_step_failure else event.job_failure_data).error
    while error and error.cause:
        error = error.cause
    if error is None:
        return "failed"
    # Our own errors say all by themselves; of others the type is part of what happened.
    message = error.message.strip()
    own = message.startswith(f"{__name__.partition('.')[0]}.")
    return message.partition(": ")[2] if own else message


@command
def main() -> None:
    arguments = parser("pipeline", __doc__)
    arguments.add_argument("--force", action="store_true", help="even if nothing has changed")
    force = arguments.parse_args().force
    home.set_environment()
    # Two that start at once would both find nothing going.
    try:
        with one_at_a_time(operations.STATE / "pipeline.lock", wait_seconds=0):
            _retrain(force)
    except Taken:
        raise ProjectError("another `poe pipeline` is going: it takes in all that landed") from None


def _retrain(force: bool) -> None:
    settings, chosen = operations.load(), params.load()
    with home.instance() as instance:
        runs.bury_the_dead(instance)
        if going := runs.of(instance, runs.GOING + runs.WAITING):
            started_by = going[-1].tags.get(runs.TRIGGER, "by hand")
            raise ProjectError(
                f"a run is going already ({going[-1].run_id[:8]}, {started_by}):"
                " it takes in all that has landed"
            )
        landed = look(settings.triggers.settle_seconds)
        now = fingerprint(landed.complete, chosen, settings)
        done = tracking.outcome(now)
        if done and not force:
            print(f"nothing to do: data, parameters and code are those of the last run ({done})")
            next_step("let a month land: uv run poe extract --until YYYY-MM")
            return
        tags = {runs.TRIGGER: "by hand", runs.WHY: "poe pipeline", runs.WORKER: runs.this_worker()}
        if not force:
            tags[tracking.FINGERPRINT] = now
        print(run_once(instance, tags))
