"""Runs in MLflow: what was done, on which data, how well."""

import logging
import os
import re
import sqlite3
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from . import operations
from .core.errors import ProjectError
from .locks import one_at_a_time

# Before the import: MLflow reads them while it is imported.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "10")
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")

import mlflow.sklearn
import mlflow.store.db.utils
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException
from requests.exceptions import RequestException
from sqlalchemy.exc import SQLAlchemyError

# A database that can't be reached is given up after 3 seconds, not after 100.
mlflow.store.db.utils.MAX_RETRY_COUNT = 5  # ty: ignore[invalid-assignment]
# MLflow looks for pip in the environment and warns that uv has put none there.
logging.getLogger("mlflow.utils.environment").setLevel(logging.ERROR)
logging.getLogger("mlflow").setLevel(logging.WARNING)

# ImportError: the driver of a database that isn't installed.
FAILURES = (
    MlflowException,
    RequestException,
    SQLAlchemyError,
    sqlite3.Error,
    OSError,
    ImportError,
)
OUTCOME = "outcome"
FINGERPRINT = "fingerprint"
# Metrics that MLflow takes in one write.
BATCH = 1000


class RegistryUnavailable(ProjectError):  # noqa: N818
    """The tracker with its registry can't be reached, read or written."""


@contextmanager
def reachable() -> Generator[None]:
    """Turn what goes wrong between us and MLflow into one clear line.

    Raises:
        RegistryUnavailable: with where it was looked for, and the reason.
    """
    try:
        yield
    except FAILURES as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), repr(error))
        told = f"model registry at {operations.tracking_uri()}: {reason}"
        # Libraries put the address into their messages, user and password included.
        raise RegistryUnavailable(re.sub(r"//[^/@\s]+@", "//", told)) from error


def client() -> mlflow.MlflowClient:
    """MLflow's client, with its database set up."""
    return _connect(operations.tracking_uri())


@cache
def _connect(uri: str) -> mlflow.MlflowClient:
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    name = operations.load().registry.name
    if uri.startswith(("http://", "https://")):
        # A server has set up its database, and knows where the files go.
        mlflow.set_experiment(name)
        return mlflow.MlflowClient(uri, uri)
    # Two processes that create the tables at once leave a database that neither can use; a client
    # creates them as soon as it is made.
    with one_at_a_time(operations.STATE / "mlflow.lock"):
        connected = mlflow.MlflowClient(uri, uri)
        if connected.get_experiment_by_name(name) is None:
            connected.create_experiment(name, (operations.STATE / "artifacts").as_uri())
        mlflow.set_experiment(name)
    return connected


def record(
    name: str,
    *,
    tags: Mapping[str, str],
    params: Mapping[str, Any] | None = None,
    metrics: Mapping[str, float] | None = None,
    by_month: Mapping[str, Mapping[str, float]] | None = None,
    files: Path | None = None,
) -> str:
    """Record one run, whole; returns its id.

    Args:
        by_month: metric -> month -> value. A month becomes the step 202106, so that the curve in
            MLflow's page is in order of time.
        files: folder whose files are attached.

    Raises:
        RegistryUnavailable: nothing can be written; the run is marked as failed if it began.
    """
    with reachable():
        client()
        with mlflow.start_run(run_name=name, tags=dict(tags)) as run:
            mlflow.log_params(dict(params or {}))
            log_metrics(run.info.run_id, metrics or {}, by_month or {})
            if files:
                mlflow.log_artifacts(str(files))
        return run.info.run_id


def log_metrics(
    run_id: str,
    overall: Mapping[str, float],
    by_month: Mapping[str, Mapping[str, float]] | None = None,
) -> None:
    """Add metrics to a run, all in one write; by_month as in `record`."""
    now = time.time_ns() // 1_000_000
    metrics = [Metric(name, value, now, 0) for name, value in overall.items()]
    metrics += [
        Metric(name, value, now, int(month.replace("-", "")))
        for name, values in (by_month or {}).items()
        for month, value in values.items()
    ]
    for first in range(0, len(metrics), BATCH):
        client().log_batch(run_id, metrics[first : first + BATCH])


def note_decision(run_id: str, reason: str, numbers: Mapping[str, float]) -> None:
    """Add the gate's decision to the record, before anything follows from it."""
    with reachable():
        client().set_tag(run_id, "decision", reason)
        log_metrics(run_id, {f"gate_{name}": value for name, value in numbers.items()})


def settle(run_id: str, outcome: str) -> None:
    """Note how a training ended; one without a note was cut short and may be repeated."""
    with reachable():
        client().set_tag(run_id, OUTCOME, outcome)


def outcome_of(run_id: str) -> str:
    """How the training that this run records ended; empty if it was cut short."""
    with reachable():
        return client().get_run(run_id).data.tags.get(OUTCOME, "")


def outcome(fingerprint: str) -> str | None:
    """How the training of this data with these parameters and this code ended, if it did."""
    return ended(fingerprint).get(OUTCOME)


def ended(fingerprint: str) -> dict[str, str]:
    """Tags of the newest training with this fingerprint that came to an end; else empty."""
    with reachable():
        store = client()
        experiment = store.get_experiment_by_name(operations.load().registry.name)
        if experiment is None:
            return {}
        runs = store.search_runs(
            [experiment.experiment_id], f"tags.{FINGERPRINT} = '{fingerprint}'", max_results=20
        )
        return next((dict(run.data.tags) for run in runs if OUTCOME in run.data.tags), {})
