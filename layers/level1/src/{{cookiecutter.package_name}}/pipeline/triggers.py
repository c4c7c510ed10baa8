"""What starts a retraining: the calendar, a new batch, a live model that has become too bad.

A trigger doesn't remember what it has asked for: it compares what has landed with what was trained
on. So a run that was lost, wherever it died, is asked for again.

With `new_data` on, a batch is trained on as soon as it lands: the live error then starts a run only
after a change of parameters or code. With it off, the error is what starts them.

Feature drift is not among the triggers: inputs change with the seasons, and a model may know both
of them. What counts is its error on new labels; `poe monitor` shows both, side by side.
"""

import time
from collections.abc import Sequence

import dagster as dg
import pandas as pd

from .. import operations
from ..core import batches, params, scores
from ..core.errors import ProjectError
from ..monitoring.performance import live_performance
from ..problem import metrics
from ..registry import tracking
from . import notify, runs
from .landing import Landed, fingerprint, look, watch

Answer = dg.RunRequest | dg.SkipReason

# Between looks. Dagster asks every 5 seconds at most; a file that lands need not wait for that.
INTERVAL_SECONDS = 2
WATCH_SECONDS = 5
# After a run that failed: whatever was out of reach may be back. Then a person is needed.
PAUSES_SECONDS = (60, 600)


def request(instance: dg.DagsterInstance, landed: Landed, trigger: str, why: str) -> Answer:
    """Ask for a run, unless one has seen, or will see, what has landed.

    A run reads the landing folder when it starts. So a waiting one, or one that is going on the
    same data, serves this trigger too.
    """
    runs.bury_the_dead(instance)
    now = fingerprint(landed.complete, params.load(), operations.load())
    waiting, going = (runs.of(instance, kind) for kind in (runs.WAITING, runs.GOING))
    same = [run for run in going if run.tags.get(tracking.FINGERPRINT) == now]
    if serving := waiting + same:
        return dg.SkipReason(f"run {serving[0].run_id[:8]} takes this in")
    # Without [data] until, a run that is due fetches what the source has since.
    fetches = trigger == "schedule" and not params.load().data.until
    if not fetches and (done := tracking.outcome(now)):
        return dg.SkipReason(f"trained on this data already: {done}")
    return dg.RunRequest(tags={runs.TRIGGER: trigger, runs.WHY: why, tracking.FINGERPRINT: now})


def again(instance: dg.DagsterInstance, asked: Answer) -> Answer:
    """The answer, unless runs on the same data have failed: then only after a while, and not
    without end. A change of data, parameters or code begins anew."""
    if isinstance(asked, dg.SkipReason):
        return asked
    failed = runs.failed(instance, asked.tags[tracking.FINGERPRINT])
    if len(failed) > len(PAUSES_SECONDS):
        return dg.SkipReason(
            f"failed {len(failed)} times: mend what its page says, then `uv run poe pipeline`"
        )
    if failed:
        ended = failed[0].end_time or failed[0].create_timestamp.timestamp()
        if (left := ended + PAUSES_SECONDS[len(failed) - 1] - time.time()) > 0:
            return dg.SkipReason(f"failed {len(failed)} time(s), tried again in {left:.0f} s")
    return asked


def on_schedule(context: dg.ScheduleEvaluationContext) -> Answer:
    """What there is by now, at the time that operations.toml sets; tried however often."""
    settings = operations.load()
    due = f"due: {settings.triggers.schedule}"
    return request(context.instance, look(settings.validation), "schedule", due)


def on_new_data(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """A batch has landed that no run has brought to a decision.

    The cursor says how the landing folder was at the last look.
    """
    state = watch(context.cursor or "", WATCH_SECONDS)
    landed = look(operations.load().validation)
    return _result(_new_data(context.instance, landed), state, landed.notes)


def _new_data(instance: dg.DagsterInstance, landed: Landed) -> Answer:
    why = "first training"
    if known := runs.last_ingested(instance):
        found = landed.complete.items()
        new = sorted(name for name, digest in found if known.batches.get(name) != digest)
        if known.ended and not new:
            return dg.SkipReason("nothing new has landed")
        why = f"{batches.ranges(new)} landed" if new else "the last run failed"
    return again(instance, request(instance, landed, "new_data", why))


def on_performance(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """The score of the live model on the newest labelled batch is beyond the bound.

    The cursor says on which data there was nothing to do, or people were told that there is.
    """
    settings, instance = operations.load(), context.instance
    landed = look(settings.validation)
    settled = fingerprint(landed.complete, params.load(), settings)
    told = f"told of {settled}"
    if context.cursor == settled:
        return _result(dg.SkipReason("no new labels"), settled)
    beyond, found = judge(live_performance(newest=1), settings.triggers.performance_bound)
    if not beyond:
        return _result(dg.SkipReason(found), settled)
    if context.cursor != told:
        notify.tell("live error beyond the bound", found)
    asked = again(instance, request(instance, landed, "performance", found))
    return _result(asked, settled if tracking.outcome(settled) else told)


def judge(live: pd.DataFrame, bound: float) -> tuple[bool, str]:
    """Whether the newest batch's score is beyond the bound, and what was found, for people."""
    if live.empty:
        return False, "no prediction has a label yet"
    newest = live.sort_values("batch").iloc[-1]
    score = float(newest[metrics.PRIMARY])
    found = f"live {metrics.PRIMARY} {score:.3f} on {newest['batch']}, bound {bound:.3f}"
    beyond = scores.better(bound, score)
    return beyond, found if beyond else f"good enough: {found}"


def _result(asked: Answer, cursor: str, notes: Sequence[str] = ()) -> dg.SensorResult:
    if isinstance(asked, dg.RunRequest):
        return dg.SensorResult([asked], cursor=cursor)
    reason = "; ".join([str(asked.skip_message), *notes])
    return dg.SensorResult(skip_reason=dg.SkipReason(reason), cursor=cursor)


def triggers(
    settings: operations.Triggers,
) -> tuple[Sequence[dg.ScheduleDefinition], Sequence[dg.SensorDefinition]]:
    """The triggers that operations.toml turns on, as Dagster's schedules and sensors."""
    schedules = [_calendar(settings.schedule)] if settings.schedule else []
    wanted = {}
    if settings.new_data:
        wanted["new_data"] = on_new_data
    if settings.performance:
        wanted["performance"] = on_performance
    sensors = [
        dg.SensorDefinition(
            name=name,
            job_name=runs.JOB,
            evaluation_fn=evaluate,
            minimum_interval_seconds=INTERVAL_SECONDS,
            default_status=dg.DefaultSensorStatus.RUNNING,
        )
        for name, evaluate in wanted.items()
    ]
    return schedules, sensors


def _calendar(cron: str) -> dg.ScheduleDefinition:
    try:
        return dg.ScheduleDefinition(
            name="calendar",
            job_name=runs.JOB,
            cron_schedule=cron,
            execution_timezone="UTC",
            execution_fn=on_schedule,
            default_status=dg.DefaultScheduleStatus.RUNNING,
        )
    except dg.DagsterInvalidDefinitionError as error:
        raise ProjectError(f"operations.toml: [triggers] schedule = {cron!r}: {error}") from error
