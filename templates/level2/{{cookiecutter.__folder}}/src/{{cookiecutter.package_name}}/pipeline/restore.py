"""Restore a backup into a project that remembers nothing yet, wherever it lies."""

import shutil
from pathlib import Path
from typing import Annotated

from .. import operations
from ..core.errors import ProjectError
from ..core.files import folder_written_whole
from ..core.paths import shown
from ..registry.signing import key_file


def restore(file: Path) -> None:
    """Unpack the backup into state/.

    Raises:
        ProjectError: the project has models or predictions already, or it is no backup.
        OSError: it is no zip file.
    """
    state = operations.STATE
    if there := next(state.glob("*.db"), None):
        raise ProjectError(
            f"{shown(there)} is there: move {shown(state)} away first, with nothing running"
        )
    with folder_written_whole(state) as folder:
        shutil.unpack_archive(file, folder, "zip")
        if not any(folder.glob("*.db")):
            raise ProjectError(f"{shown(file)}: not a backup of this kind of project")
        key = folder / key_file().name
        if key.exists():
            key.chmod(0o600)


def main(file: Annotated[Path, "zip file that `backup` wrote"]) -> None:
    restore(file)
    print(f"restored into {shown(operations.STATE)}; next: uv run poe up")
