"""What Dagster loads: steps, job, triggers, and where they run."""

import importlib

import dagster as dg

from .. import operations
from ..core.errors import ProjectError
from .assets import ASSETS, GROUP
from .runs import JOB
from .triggers import triggers
from .values import VerifiedFiles


def executor(settings: operations.Pipeline) -> dg.ExecutorDefinition:
    """Where the steps run: in one process, in one each, or on a Dask cluster.

    Raises:
        ProjectError: Dask is asked for and not installed.
    """
    if settings.executor == "in_process":
        return dg.in_process_executor
    if settings.executor == "multiprocess":
        return dg.multiprocess_executor
    address = settings.dask_scheduler
    cluster = {"existing": {"address": address}} if address else {"local": {}}
    try:
        dask = importlib.import_module("dagster_dask")
    except ImportError as error:
        wanted = f'{operations.OPERATIONS.name}: [pipeline] executor = "dask"'
        raise ProjectError(f"{wanted}: not installed, uv sync --extra dask") from error
    return dask.dask_executor.configured({"cluster": cluster})


def definitions(settings: operations.Operations) -> dg.Definitions:
    """All of it, as the settings say."""
    schedules, sensors = triggers(settings.triggers)
    retrain = dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.groups(GROUP),
        description="From the landing folder to the champion.",
    )
    return dg.Definitions(
        assets=ASSETS,
        jobs=[retrain],
        schedules=schedules,
        sensors=sensors,
        resources={"io_manager": VerifiedFiles()},
        executor=executor(settings.pipeline),
    )


defs = definitions(operations.load())


def retrain_job() -> dg.JobDefinition:
    """The job with all it needs, for processes that have to find it by name."""
    return defs.resolve_job_def(JOB)
