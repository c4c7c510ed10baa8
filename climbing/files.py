"""Files as bytes and modes, of a rendered project and of one on the disk."""

import stat
from dataclasses import dataclass
from pathlib import Path

EXECUTABLE = 0o111


@dataclass(frozen=True)
class File:
    content: bytes
    mode: int

    @property
    def executable(self) -> bool:
        return bool(self.mode & EXECUTABLE)

    @property
    def binary(self) -> bool:
        """As git decides it."""
        return b"\0" in self.content[:8000]


Tree = dict[str, File]


def read(path: Path) -> File | None:
    """A regular file, or nothing: a folder, a link, or a path below a file are no files here."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            return None
        return File(path.read_bytes(), stat.S_IMODE(mode))
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_tree(folder: Path) -> Tree:
    """Every file below a folder, by path with / in it."""
    found = {path.relative_to(folder).as_posix(): read(path) for path in folder.rglob("*")}
    return {path: file for path, file in sorted(found.items()) if file}
