"""Back up what the running system remembers: models with their records, logged predictions, key.

The rest can be had again: data from its source, Dagster's history of runs from nowhere, but
nothing depends on it.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

from .. import operations
from ..core.errors import ProjectError
from ..core.files import write_whole
from ..core.paths import shown


def backup(target: Path) -> None:
    """Write all of state/ into one zip file, also while the system runs.

    Raises:
        ProjectError: there is nothing to back up, or a file of that name.
    """
    if target.exists():
        raise ProjectError(f"{shown(target)} exists already")
    databases = sorted(operations.STATE.glob("*.db"))
    if not databases:
        raise ProjectError(f"{shown(operations.STATE)}: nothing to back up yet")
    with tempfile.TemporaryDirectory() as place, operations.lock("housekeeping"):
        folder = Path(place, "state")
        folder.mkdir()
        # Databases first: files that came after them do no harm.
        for database in databases:
            _copy_database(database, folder / database.name)
        others = shutil.ignore_patterns("*.db", "*.db-*", "*.lock", ".writing-*", "simulation")
        shutil.copytree(operations.STATE, folder, ignore=others, dirs_exist_ok=True)
        archive = Path(shutil.make_archive(place + "/state", "zip", folder))
        # The key is in it.
        archive.chmod(0o600)
        write_whole(target, lambda part: shutil.copy(archive, part))


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def main(file: Annotated[Path, "zip file to write; it holds the key: keep it to yourself"]) -> None:
    backup(file)
    print(f"wrote {shown(file)}: what is in {shown(operations.STATE)}; servers have their own")
