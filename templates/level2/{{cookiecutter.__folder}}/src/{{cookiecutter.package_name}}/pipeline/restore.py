"""Restore a backup into a project that remembers nothing yet, wherever it lies."""

import tempfile
import zipfile
from pathlib import Path
from typing import Annotated

from .. import operations
from ..core.errors import ProjectError
from ..core.paths import shown
from ..registry.signing import key_file
from .backup import ARTIFACTS, DATABASES


def restore(file: Path) -> None:
    """Unpack the backup into state/.

    Raises:
        ProjectError: it is no backup, or the project has models or predictions already.
    """
    state = operations.STATE
    state.mkdir(parents=True, exist_ok=True)
    names = {*DATABASES, ARTIFACTS, key_file().name}
    there = [path for path in state.iterdir() if path.name in names and not _is_empty(path)]
    if there:
        raise ProjectError(
            f"{shown(there[0])} is there: move {shown(state)} away first, with nothing running"
        )
    with tempfile.TemporaryDirectory(dir=state, prefix=".restoring-") as place:
        try:
            with zipfile.ZipFile(file) as archive:
                archive.extractall(place)
        except zipfile.BadZipFile as error:
            raise ProjectError(f"{shown(file)}: not a zip file ({error})") from error
        found = [path for path in Path(place).iterdir() if path.name in names]
        if not found:
            raise ProjectError(f"{shown(file)}: not a backup of this kind of project")
        for path in found:
            if path.name == key_file().name:
                path.chmod(0o600)
            path.replace(state / path.name)


def _is_empty(path: Path) -> bool:
    return not any(path.iterdir()) if path.is_dir() else path.stat().st_size == 0


def main(file: Annotated[Path, "zip file that `backup` wrote"]) -> None:
    restore(file)
    print(f"restored into {shown(operations.STATE)}; next: uv run poe up")
