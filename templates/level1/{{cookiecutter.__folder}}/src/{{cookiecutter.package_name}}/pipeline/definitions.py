"""What Dagster loads: steps, jobs, triggers, messages."""

import time

import dagster as dg

from .. import operations
from ..registry import versions
from . import alerts, housekeeping, score
from .assets import ASSETS
from .runs import JOB
from .triggers import triggers

# When few people work.
TIDY_AT = "30 3 * * *"
ASKED_AGAIN_SECONDS = 600


@dg.asset
def scored_files(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Files in data/scoring/in, scored by the champion into data/scoring/out."""
    ended = score.score_waiting()
    for name, how in ended.items():
        context.log.info(f"{name}: {how}")
    return dg.MaterializeResult(metadata=ended)


@dg.sensor(job_name="score", default_status=dg.DefaultSensorStatus.RUNNING)
def files_to_score() -> dg.RunRequest | dg.SkipReason:
    """A file lies in data/scoring/in, and there is a champion."""
    found = score.waiting()
    if not found or versions.champion() is None:
        return dg.SkipReason("nothing to score")
    # One run for the same files; after a while another, if that was lost.
    states = " ".join(f"{path.name} {path.stat().st_mtime_ns}" for path in found)
    return dg.RunRequest(run_key=f"{states} {int(time.time()) // ASKED_AGAIN_SECONDS}")


@dg.asset
def tidied(context: dg.AssetExecutionContext) -> None:
    """What [retention] in operations.toml no longer keeps is deleted."""
    context.log.info(housekeeping.tidy())


def definitions(settings: operations.Operations) -> dg.Definitions:
    """All of it, as the settings say."""
    schedules, sensors = triggers(settings.triggers)
    retrain = dg.define_asset_job(
        JOB,
        selection=ASSETS,
        description="From the landing folder to the champion.",
    )
    scoring = dg.define_asset_job("score", selection=[scored_files])
    tidy = dg.define_asset_job("tidy", selection=[tidied])
    daily = dg.ScheduleDefinition(
        job=tidy, cron_schedule=TIDY_AT, default_status=dg.DefaultScheduleStatus.RUNNING
    )
    return dg.Definitions(
        assets=[*ASSETS, scored_files, tidied],
        jobs=[retrain, scoring, tidy],
        schedules=[*schedules, daily],
        sensors=[*sensors, files_to_score, alerts.failures, alerts.service],
        # One process for a run: what a step hands to the next stays in memory.
        resources={"io_manager": dg.mem_io_manager},
        executor=dg.in_process_executor,
    )


defs = definitions(operations.load())
