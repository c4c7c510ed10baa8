"""What people are told while the pipeline runs: a run failed, the service is not seen."""

import logging
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

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
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    seen = answers(host, settings.port)
    now = SEEN if seen else {SEEN: MISSED, MISSED: AWAY}.get(before, before)
    if (before, now) == (MISSED, AWAY):
        notify.tell("service not seen", f"nothing answers at {host}, port {settings.port}")
    return dg.SensorResult(skip_reason=dg.SkipReason(now or "not seen yet"), cursor=now)


def answers(host: str, port: int) -> bool:
    """Whether the service answers there; asked directly, past any proxy."""
    with closing(HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)) as connection:
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
