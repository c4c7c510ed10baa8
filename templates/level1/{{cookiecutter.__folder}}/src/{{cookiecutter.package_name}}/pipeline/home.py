"""Dagster's own folder: its settings, its database of runs."""

import os
from pathlib import Path

import dagster as dg

from .. import operations
from ..core.errors import ProjectError
from ..core.files import write_text
from ..core.paths import HOME, ROOT, shown
from ..locks import one_at_a_time

SETTINGS = ROOT / "dagster_home" / "dagster.yaml"


def set_environment() -> None:
    """Tell Dagster where it lives and to keep to itself; what is set already stays.

    Child processes inherit it.
    """
    folder = HOME / SETTINGS.parent.name
    os.environ.setdefault("DAGSTER_HOME", str(folder))
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    if not (folder / SETTINGS.name).exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / SETTINGS.name, SETTINGS.read_text(encoding="utf-8"))


def instance() -> dg.DagsterInstance:
    """The instance that all processes of this project share.

    Raises:
        ProjectError: its settings are wrong, or its database can't be reached.
    """
    set_environment()
    place = Path(os.environ["DAGSTER_HOME"])
    try:
        # As with MLflow's: two processes that create the tables at once break the database.
        with one_at_a_time(operations.STATE / "dagster.lock"):
            return dg.DagsterInstance.get()
    except Exception as error:
        # Of Dagster, of SQLAlchemy, of the driver of whichever database it is.
        reason = next((line for line in str(error).splitlines() if line.strip()), repr(error))
        settings = shown(place / SETTINGS.name)
        raise ProjectError(f"Dagster's storage, as in {settings}: {reason}") from error
