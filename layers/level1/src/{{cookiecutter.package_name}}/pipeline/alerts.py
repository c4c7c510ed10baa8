"""What people are told while the pipeline runs: a run failed, the service is not seen."""

import logging
from urllib.request import urlopen

import dagster as dg

from .. import operations
from ..registry import tracking
from . import notify, runs

log = logging.getLogger(__name__)

LOOK_SECONDS = 60
TIMEOUT_SECONDS = 5
# Cursor of the service's sensor.
SEEN, MISSED, AWAY = "seen", "missed once", "away"


@dg.run_failure_sensor(default_status=dg.DefaultSensorStatus.RUNNING)
def failures(context: dg.RunFailureSensorContext) -> None:
    """Say why a run failed, in the daemon's terminal and to people."""
    run, steps = context.dagster_run, context.get_step_failure_events()
    event = steps[0] if steps else context.failure_event
    step = f" at {event.step_key}" if steps else ""
    attempts = len(runs.failed(context.instance, run.tags.get(tracking.FINGERPRINT, "")))
    text = f"run {run.run_id[:8]} of {run.job_name} failed{step}: {runs.cause(event)}"
    text += f" (time {attempts} on the same data)" if attempts > 1 else ""
    log.error("%s", text)
    notify.tell("run failed", text)


@dg.sensor(
    minimum_interval_seconds=LOOK_SECONDS, default_status=dg.DefaultSensorStatus.RUNNING, jobs=[]
)
def service(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Say when the service, once seen, is missed at two looks in a row."""
    settings, before = operations.load().service, context.cursor or ""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    address = f"http://{host}:{settings.port}/health"
    now = SEEN if answers(address) else {SEEN: MISSED, MISSED: AWAY}.get(before, before)
    if (before, now) == (MISSED, AWAY):
        notify.tell("service not seen", f"{address} doesn't answer")
    return dg.SensorResult(skip_reason=dg.SkipReason(now or "not seen yet"), cursor=now)


def answers(address: str) -> bool:
    """Whether something answers there."""
    try:
        with urlopen(address, timeout=TIMEOUT_SECONDS):
            return True
    except OSError:
        return False
