"""What Dagster loads: steps, jobs, triggers, messages."""

import dagster as dg

from .. import operations
from . import alerts, housekeeping, score
from .assets import ASSETS, GROUP
from .runs import JOB
from .triggers import INTERVAL_SECONDS, triggers

# When nobody is at work, and no month ends.
TIDY_AT = "30 3 * * *"


@dg.op(name="score_files")
def score_files(context: dg.OpExecutionContext) -> None:
    for name, ended in score.score_waiting().items():
        context.log.info(f"{name}: {ended}")
