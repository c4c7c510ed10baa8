"""Dagster's own folder: its settings, its database of runs."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg
from sqlalchemy.exc import SQLAlchemyError

from .. import operations
from ..core.errors import ProjectError
from ..core.files import write_text
from ..core.paths import HOME, ROOT, shown

SETTINGS = ROOT / "dagster_home" / "dagster.yaml"
FOLDER = HOME / SETTINGS.parent.name
# What Dagster's own commands are given.
DEFINITIONS = ["-m", f"{__package__}.definitions"]


def set_environment() -> None:
    """Tell Dagster where it lives and to keep to itself; child processes inherit it.

    Whatever is set already gives way: the DAGSTER_HOME of another project, left in a shell, would
    take these runs into that project's history.
    """
    os.environ["DAGSTER_HOME"] = str(FOLDER)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
    if not (FOLDER / SETTINGS.name).exists():
        write_text(FOLDER / SETTINGS.name, SETTINGS.read_text(encoding="utf-8"))


@contextmanager
def instance() -> Generator[dg.DagsterInstance]:
    """The instance that all processes of this project share.

    Raises:
        ProjectError: its settings are wrong, or its database can't be reached or has no room.
    """
    set_environment()
    try:
        # Two processes that create the tables at once leave a database that neither can use.
        with operations.lock("dagster"):
            made = dg.DagsterInstance.get()
    # Of Dagster, of SQLAlchemy, of the driver of whichever database it is.
    except Exception as error:
        raise _unusable(error) from error
    try:
        with made:
            yield made
    except SQLAlchemyError as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> ProjectError:
    line = f"Dagster's storage, as in {shown(FOLDER / SETTINGS.name)}: {operations.cause(error)}"
    owned = map(operations.whose, sorted(FOLDER.rglob("*.db")))
    return ProjectError(line + next(filter(None, owned), ""))
