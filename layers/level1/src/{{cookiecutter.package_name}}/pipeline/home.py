"""Dagster's own folder: its settings, its database of runs."""

import os
import shutil
from pathlib import Path

import dagster as dg

from ..core.errors import ProjectError
from ..core.paths import HOME, ROOT, shown

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
        shutil.copyfile(SETTINGS, folder / SETTINGS.name)


def instance() -> dg.DagsterInstance:
    """The instance that all processes of this project share.

    Raises:
        ProjectError: its settings are wrong, or its database can't be reached.
    """
    set_environment()
    try:
        return dg.DagsterInstance.get()
    except Exception as error:
        # Of Dagster, of SQLAlchemy, of the driver of whichever database it is.
        reason = next((line for line in str(error).splitlines() if line.strip()), repr(error))
        place = shown(Path(os.environ["DAGSTER_HOME"]) / SETTINGS.name)
        raise ProjectError(f"Dagster's storage, as in {place}: {reason}") from error
