"""Back up what the running system remembers: models with their records, logged predictions, key.

The rest can be had again: data from its source, Dagster's history of runs from nowhere, but
nothing depends on it.
"""

import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

from .. import operations
from ..core.errors import ProjectError
from ..core.files import write_whole
from ..core.paths import shown
from ..registry.signing import key_file

DATABASES = {"mlflow.db": operations.tracking_uri, "predictions.db": operations.predictions_url}
ARTIFACTS = "artifacts"


def backup(target: Path) -> list[str]:
    """Write one zip file of it all, also while the system runs.

    Returns:
        What isn't in it, since it is kept elsewhere.

    Raises:
        ProjectError: there is nothing to back up, or a file of that name.
    """
    if target.exists():
        raise ProjectError(f"{shown(target)} exists already")
    state, elsewhere = operations.STATE, []
    with tempfile.TemporaryDirectory() as place, operations.lock("housekeeping"):
        folder = Path(place, "state")
        folder.mkdir()
        # Databases first: files that came after them do no harm.
        for name, address in DATABASES.items():
            if address() != operations.local_database(name):
                elsewhere.append(f"{name}: kept at {operations.without_password(address())}")
            elif (state / name).stat().st_size:
                _copy_database(state / name, folder / name)
        if not any(folder.iterdir()):
            raise ProjectError(f"{shown(state)}: nothing to back up yet")
        for path in filter(Path.exists, (state / ARTIFACTS, key_file())):
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, folder / path.name)
        write_whole(target, lambda part: _zip(folder, part))
    return elsewhere


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    # The key is in it.
    target.chmod(0o600)


def main(file: Annotated[Path, "zip file to write; it holds the key: keep it to yourself"]) -> None:
    elsewhere = backup(file)
    print(f"wrote {shown(file)}: models and their records, logged predictions, signing key")
    for line in elsewhere:
        print(f"not in it: {line}")
