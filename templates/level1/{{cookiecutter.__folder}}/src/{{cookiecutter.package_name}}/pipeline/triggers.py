"""What starts a retraining: the calendar, a new month, a live model that has become too bad.

Feature drift is not among them. On this data the temperature's PSI is above 0.25 in 18 of 18
months, because summer isn't winter: as a trigger it would mean no more than "every month". In
July and August 2011 it is above 5, and the model of June is as good as on its holdout (0.151
against 0.163). What goes wrong later is growth, which no weather shows; the error on new labels
does. `poe monitor` reports both, side by side.
"""

from collections.abc import Sequence

import dagster as dg

from .. import operations, tracking
from ..core import params
from ..core.errors import ProjectError
from ..monitoring.performance import live_performance
from ..problem import metrics
from . import runs
from .landing import Landed, fingerprint, look, watch

Answer = dg.RunRequest | dg.SkipReason


def request(instance: dg.DagsterInstance, landed: Landed, trigger: str, why: str) -> Answer:
    """Ask for a run, unless one has seen, or will see, what has landed.

    A run reads the landing folder when it starts. So a waiting one, or one that is going on the
    same data, serves this trigger too: it is noted there.
    """
    runs.bury_the_dead(instance)
    now = fingerprint(landed.complete, params.load(), operations.load())
    waiting, going = (runs.of(instance, kind) for kind in (runs.WAITING, runs.GOING))
    same = [run for run in going if run.tags.get(tracking.FINGERPRINT) == now]
    if serving := waiting + same:
        runs.add_trigger(instance, serving[0], trigger, why)
        return dg.SkipReason(f"run {serving[0].run_id[:8]} takes this in")
    if done := tracking.outcome(now):
        return dg.SkipReason(f"trained on this data already: {done}")
    tags = {runs.TRIGGER: trigger, runs.WHY: why, tracking.FINGERPRINT: now}
    # Dagster starts a sensor's run once for each key: one that fails isn't repeated without end.
    return dg.RunRequest(run_key=now, tags=tags)


def on_schedule(context: dg.ScheduleEvaluationContext) -> Answer:
    """What has landed by now, at the time that operations.toml sets."""
    settings = operations.load().triggers
    asked = request(
        context.instance, look(settings.settle_seconds), "schedule", f"due: {settings.schedule}"
    )
    # Dagster's own key for a schedule is the time: what failed on data is tried again.
    return dg.RunRequest(tags=asked.tags) if isinstance(asked, dg.RunRequest) else asked


def on_new_data(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A month has landed, whole; the cursor holds the months seen before."""
    settings = operations.load().triggers
    # Dagster asks every 5 seconds, whatever the interval: a month need not wait for that.
    if context.cursor:
        watch(settings.watch_seconds)
    landed = look(settings.settle_seconds)
    if landed.writing:
        return dg.SkipReason(f"still being written: {', '.join(landed.writing)}")
    seen = set((context.cursor or "").split())
    here = {f"{month}:{digest[:16]}" for month, digest in landed.complete.items()}
    new = sorted(entry.partition(":")[0] for entry in here - seen)
    if seen and not new:
        return dg.SkipReason("nothing new has landed")
    why = f"{', '.join(new[-3:])} landed" if new else "first training"
    asked = request(context.instance, landed, "new_data", why)
    requests = [asked] if isinstance(asked, dg.RunRequest) else []
    reason = asked if isinstance(asked, dg.SkipReason) else None
    return dg.SensorResult(requests, skip_reason=reason, cursor=" ".join(sorted(here)) or "none")


def on_performance(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """The error of the live model on the newest labelled month is beyond the bound."""
    settings = operations.load().triggers
    landed = look(settings.settle_seconds)
    if landed.writing:
        return dg.SkipReason(f"still being written: {', '.join(landed.writing)}")
    labelled = " ".join(f"{month}:{digest[:16]}" for month, digest in landed.complete.items())
    if labelled == context.cursor:
        return dg.SkipReason("no new labels")
    scored = live_performance()
    if scored.empty:
        return dg.SensorResult(
            skip_reason=dg.SkipReason("no prediction has a label yet"), cursor=labelled
        )
    newest = scored.sort_values("month").iloc[-1]
    error, bound = float(newest[metrics.PRIMARY]), settings.performance_bound
    found = f"live {metrics.PRIMARY} {error:.3f} on {newest['month']}, bound {bound:.3f}"
    if not (error > bound if metrics.LOWER_IS_BETTER else error < bound):
        return dg.SensorResult(skip_reason=dg.SkipReason(f"good enough: {found}"), cursor=labelled)
    asked = request(context.instance, landed, "performance", found)
    requests = [asked] if isinstance(asked, dg.RunRequest) else []
    reason = asked if isinstance(asked, dg.SkipReason) else None
    return dg.SensorResult(requests, skip_reason=reason, cursor=labelled)


def triggers(
    settings: operations.Triggers,
) -> tuple[Sequence[dg.ScheduleDefinition], Sequence[dg.SensorDefinition]]:
    """The triggers that operations.toml turns on, as Dagster's schedules and sensors."""
    schedules = [_calendar(settings.schedule)] if settings.schedule.strip() else []
    sensors = [
        dg.SensorDefinition(
            name=name,
            job_name=runs.JOB,
            evaluation_fn=evaluate,
            minimum_interval_seconds=settings.interval_seconds,
            default_status=dg.DefaultSensorStatus.RUNNING,
        )
        for name, evaluate, wanted in (
            ("new_data", on_new_data, settings.new_data),
            ("performance", on_performance, settings.performance),
        )
        if wanted
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
