"""The way to MLflow: its client, its database in the project, the project's experiment."""

import logging
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import mlflow.store.db.utils
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from .. import operations
from ..core.errors import ProjectError
from ..core.paths import shown

# A database that can't be reached is given up after 3 seconds, not after 100.
mlflow.store.db.utils.MAX_RETRY_COUNT = 5  # ty: ignore[invalid-assignment]
logging.getLogger("mlflow").setLevel(logging.WARNING)
# It prints the traceback of what it raises as well.
logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)

# ImportError: the driver of a database that isn't installed. Those of the network are OSErrors.
FAILURES = (MlflowException, SQLAlchemyError, sqlite3.Error, OSError, ImportError)


class RegistryUnavailable(ProjectError):  # noqa: N818
    """The tracker with its registry can't be reached, read or written."""


@contextmanager
def reachable() -> Generator[None]:
    """Turn what goes wrong between us and MLflow into one clear line.

    Raises:
        RegistryUnavailable: with where it was looked for, and the cause.
    """
    try:
        yield
    except FAILURES as error:
        line = operations.unusable("model registry", operations.tracking_uri(), error)
        raise RegistryUnavailable(line) from error


def client() -> MlflowClient:
    """MLflow's client, with its database set up.

    Only this client is used, never MLflow's functions with a run or an experiment of their own,
    which variables like MLFLOW_RUN_ID would lead elsewhere.
    """
    return _connect(operations.tracking_uri())


def experiment_id() -> str | None:
    """Id of the experiment that holds the project's runs; None before the first."""
    with reachable():
        found = client().get_experiment_by_name(operations.load().registry.name)
        return found.experiment_id if found else None


def is_a_server() -> bool:
    """Whether MLflow runs as a server, which has its database and its files to itself."""
    return operations.tracking_uri().startswith(("http://", "https://"))


@cache
def _connect(uri: str) -> MlflowClient:
    if is_a_server():
        # A server has set up its database, and knows where the files go.
        return MlflowClient(uri, uri)
    # Two processes that create the tables at once leave a database that neither can use; a client
    # creates them as soon as it is made.
    with operations.lock("mlflow"):
        own = operations.STATE / "mlflow.db"
        if uri == f"sqlite:///{own.as_posix()}":
            _check_whole(own)
        connected = MlflowClient(uri, uri)
        if own.exists():
            _follow_the_project(own)
    return connected


def _artifacts() -> Path:
    return operations.STATE / "artifacts"


def _check_whole(database: Path) -> None:
    if database.stat().st_size == 0 and any(_artifacts().glob("*/artifacts/*/signature.txt")):
        raise RegistryUnavailable(
            f"{shown(database)} is empty, but {shown(_artifacts())} has versions of the model:"
            " bring the database back (docs/registry.md), or move the files away to begin anew"
        )


def _follow_the_project(database: Path) -> None:
    """MLflow keeps the full address of each run's files: adapt it where the project has moved."""
    part, here = "/state/artifacts", _artifacts().as_uri()
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, column in (("experiments", "artifact_location"), ("runs", "artifact_uri")):
            connection.execute(
                f"UPDATE {table} SET {column} ="
                f" ? || substr({column}, instr({column}, ?) + length(?))"
                f" WHERE {column} LIKE 'file:%' AND instr({column}, ?) AND instr({column}, ?) != 1",
                (here, part, part, part, here),
            )


def experiment_to_write() -> str:
    """Id of the project's experiment, made if there is none.

    Raises:
        ProjectError: it was deleted in MLflow; the message has the command that restores it.
    """
    name, store = operations.load().registry.name, client()
    with operations.lock("mlflow"):
        found = store.get_experiment_by_name(name)
        if found is None:
            return store.create_experiment(
                name,
                None if is_a_server() else _artifacts().as_uri(),
                # Else its page begins with a welcome to those who trace language models.
                {"mlflow.experimentKind": "custom_model_development"},
            )
    if found.lifecycle_stage == "deleted":
        package = __name__.split(".")[0]
        raise ProjectError(
            f'the experiment "{name}" was deleted in MLflow; this restores it: uv run python -c'
            f' "from {package}.registry import connection;'
            f" connection.client().restore_experiment('{found.experiment_id}')\""
        )
    return found.experiment_id
