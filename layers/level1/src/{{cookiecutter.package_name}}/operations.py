"""operations.toml, checked; where the running system keeps what it remembers; its clock."""

import os
import re
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field

from .core.errors import ProjectError
from .core.params import read
from .core.paths import HOME, ROOT, shown

OPERATIONS = ROOT / "operations.toml"
STATE = HOME / "state"
QUARANTINE = HOME / "data" / "quarantine"
# Longer than a first start takes, which makes the tables of a database.
LOCK_SECONDS = 120


Port = Annotated[int, Field(ge=1, le=65535)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Triggers(_Section):
    """Section [triggers]: what starts a retraining."""

    schedule: str
    new_data: bool = True
    performance: bool = True
    performance_bound: float = Field(allow_inf_nan=False)


class Validation(_Section):
    """Section [validation]: limits for data that keeps the contract."""

    max_missing: float = Field(ge=0, le=1)


class Gate(_Section):
    """Section [gate]: what a challenger has to achieve."""

    margin: float = Field(ge=0, lt=1)
    accept_schema_change: bool = False


class Registry(_Section):
    """Section [registry]. name: as MLflow takes it in a query."""

    name: str = Field(pattern=r"^[A-Za-z0-9_. -]+$")


class Service(_Section):
    """Section [service]. hosts: further names that requests may give as their Host."""

    host: str = "127.0.0.1"
    port: Port = 8000
    max_rows: int = Field(1000, ge=1)
    max_body_bytes: int = Field(1_000_000, ge=1)
    hosts: tuple[str, ...] = ()


class Monitoring(_Section):
    """Section [monitoring]."""

    min_rows: int = Field(30, ge=1)
    drift_psi: float = Field(0.25, gt=0)
    drift_p: float = Field(0.01, gt=0, lt=1)


class Retention(_Section):
    """Section [retention]. days: 0 keeps everything."""

    days: int = Field(0, ge=0)


class Pages(_Section):
    """Section [pages]: where pages for people are opened, on this machine only."""

    pipeline_port: Port = 3000
    mlflow_port: Port = 5001


class Operations(_Section):
    """The whole file."""

    triggers: Triggers
    validation: Validation
    gate: Gate
    registry: Registry
    service: Service
    monitoring: Monitoring
    retention: Retention
    pages: Pages


def load(path: Path = OPERATIONS) -> Operations:
    """Read and check the file.

    Raises:
        ProjectError: it is missing or no TOML, a key is unknown or missing, or a value is out
            of its range; the message names file, section and key.
    """
    return read(path, Operations)


def now() -> datetime:
    """The time in UTC, without a zone; or PROJECT_CLOCK, the same in ISO 8601, to try what if."""
    text = os.environ.get("PROJECT_CLOCK")
    return datetime.fromisoformat(text) if text else datetime.now(UTC).replace(tzinfo=None)


def tracking_uri() -> str:
    """Where MLflow keeps runs and models: MLFLOW_TRACKING_URI, or a database in the project."""
    return os.environ.get("MLFLOW_TRACKING_URI") or local_database("mlflow.db")


def predictions_url() -> str:
    """Database for logged predictions: PREDICTIONS_URL, or one in the project."""
    return os.environ.get("PREDICTIONS_URL") or local_database("predictions.db")


def local_database(name: str) -> str:
    """Address of an SQLite file in the project's state, which is there afterwards."""
    path = STATE / name
    if not path.exists():
        STATE.mkdir(parents=True, exist_ok=True)
        # SQLite would make it unwritable for the group, whatever the umask; its journals take
        # the mode of the file.
        path.touch()
    return f"sqlite:///{path.as_posix()}"


def lock(name: str) -> FileLock:
    """What only one process at a time may do; the lock ends with the process that holds it."""
    STATE.mkdir(parents=True, exist_ok=True)
    return FileLock(STATE / f"{name}.lock", timeout=LOCK_SECONDS)


def need_free(host: str, port: int, key: str) -> None:
    """Stop if something listens there already.

    Args:
        key: setting of operations.toml that moves it elsewhere.

    Raises:
        ProjectError: naming the port, and the process where the system tells it.
    """
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        place = f"{host}:{port} ({key} in {OPERATIONS.name})"
        reason = f"{error.strerror or error}{_listener(port)}"
        raise ProjectError(f"can't listen on {place}: {reason}") from error


def _listener(port: int) -> str:
    import psutil

    with suppress(psutil.Error):  # macOS tells it to administrators only.
        for found in psutil.net_connections("tcp"):
            if found.status == psutil.CONN_LISTEN and found.laddr.port == port and found.pid:
                name = psutil.Process(found.pid).name()
                return f", by process {found.pid} ({name}): left over from an earlier start?"
    return ""


def cause(error: BaseException) -> str:
    """The line of an error that says why it came to this, without passwords.

    Libraries wrap what a driver or the system has said: the innermost error has the reason.
    """
    while inner := error.__cause__ or (not error.__suppress_context__ and error.__context__):
        error = inner
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))
    return without_password(line)


def without_password(text: str) -> str:
    """The text with user and password taken out of addresses."""
    return re.sub(r"//[^/@\s]+@", "//", text)


def unusable(what: str, url: str, error: BaseException) -> str:
    """One line for a database that doesn't do its work: where it was looked for, and why."""
    line = without_password(f"{what} at {url}: {cause(error)}")
    return line + whose(Path(url.removeprefix("sqlite:///")))


def whose(path: Path) -> str:
    """To be added to a message: who owns a file that this user may not write; else nothing."""
    if not path.exists() or os.access(path, os.W_OK):
        return ""
    try:
        owner = path.owner()
    # Windows knows none; a user that was deleted has no name.
    except (NotImplementedError, KeyError):
        owner = f"user {path.stat().st_uid}"
    return f"; {shown(path)} belongs to {owner}, and this user may not write it"
