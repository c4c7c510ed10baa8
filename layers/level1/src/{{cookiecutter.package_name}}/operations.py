"""operations.toml, checked, and where what the running system remembers is kept."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .core.params import read
from .core.paths import HOME, ROOT

OPERATIONS = ROOT / "operations.toml"
STATE = HOME / "state"
QUARANTINE = HOME / "data" / "quarantine"


def _cron(text: str) -> str:
    if len(text.split()) not in (0, 5):
        raise ValueError("not five fields, as in cron")
    return text


# As MLflow takes it in a query.
MODEL_NAME = r"^[A-Za-z0-9_. -]+$"
Cron = Annotated[str, AfterValidator(_cron)]
Share = Annotated[float, Field(ge=0, le=1)]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pipeline(_Section):
    """Section [pipeline]."""

    executor: Literal["in_process", "multiprocess", "dask"] = "in_process"
    dask_scheduler: str = ""
    page_port: Port = 3000
    mlflow_port: Port = 5001


class Triggers(_Section):
    """Section [triggers]: what starts a retraining."""

    schedule: Cron
    new_data: bool = True
    performance: bool = True
    performance_bound: float = Field(allow_inf_nan=False)
    interval_seconds: int = Field(2, ge=1)
    settle_seconds: Seconds = 1
    # Dagster gives up a look after a minute.
    watch_seconds: float = Field(5, ge=0, le=30)


class Validation(_Section):
    """Section [validation]: limits for data that keeps the contract."""

    max_missing_hours: Share
    warn_missing_values: Share


class Gate(_Section):
    """Section [gate]: what a challenger has to achieve."""

    margin: float = Field(ge=0, lt=1)
    accept_schema_change: bool = False


class Registry(_Section):
    """Section [registry]: the model's name, and what a stored one may hold."""

    name: str = Field(pattern=MODEL_NAME)
    trusted_types: tuple[str, ...] = ()


class Service(_Section):
    """Section [service]."""

    host: str = "127.0.0.1"
    port: Port = 8000
    poll_seconds: Seconds = 0.5
    max_rows: int = Field(1000, ge=1)
    max_body_bytes: int = Field(1_000_000, ge=1)
    log_limit: int = Field(100_000, ge=0)


class Monitoring(_Section):
    """Section [monitoring]."""

    min_rows: int = Field(30, ge=1)
    drift_psi: float = Field(0.25, gt=0)
    drift_p: float = Field(0.01, gt=0, lt=1)


class Operations(_Section):
    """The whole file."""

    pipeline: Pipeline
    triggers: Triggers
    validation: Validation
    gate: Gate
    registry: Registry
    service: Service
    monitoring: Monitoring


def load(path: Path = OPERATIONS) -> Operations:
    """Read and check the file.

    Raises:
        ProjectError: it is missing or no TOML, a key is unknown or missing, or a value is out
            of its range; the message names file, section and key.
    """
    return read(path, Operations)


def tracking_uri() -> str:
    """Where MLflow keeps runs and models: MLFLOW_TRACKING_URI, or a database in the project."""
    return os.environ.get("MLFLOW_TRACKING_URI") or _sqlite("mlflow.db")


def predictions_url() -> str:
    """Database for logged predictions: PREDICTIONS_URL, or one in the project."""
    return os.environ.get("PREDICTIONS_URL") or _sqlite("predictions.db")


def _sqlite(name: str) -> str:
    return f"sqlite:///{(STATE / name).as_posix()}"
