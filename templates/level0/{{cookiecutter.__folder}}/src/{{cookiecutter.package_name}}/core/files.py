"""Files that are there whole or not at all."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import ProjectError
from .paths import shown


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, then rename it to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        part = Path(folder) / path.name
        write(part)
        part.replace(path)


@contextmanager
def folder_written_whole(path: Path) -> Generator[Path]:
    """A folder to fill; it takes the place of `path` when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        part = Path(folder) / path.name
        part.mkdir()
        yield part
        # A folder cannot be replaced in one step: the old one is moved aside, and deleted after.
        if path.exists():
            path.rename(Path(folder) / "replaced")
        part.rename(path)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with `\\n` line ends, on every system."""
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))


def write_json(path: Path, content: Any) -> None:
    """Write indented JSON."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path, made_by: str) -> Any:
    """Read JSON that the step `made_by` wrote.

    Raises:
        ProjectError: the file isn't there, or isn't JSON.
    """
    need(path, made_by)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ProjectError(f"{shown(path)}: not valid JSON ({error})") from error


def need(path: Path, made_by: str) -> None:
    """Stop with the step to run first if `path` isn't there.

    Raises:
        ProjectError: naming the step.
    """
    if not path.exists():
        raise ProjectError(f"{shown(path)} is missing: run `uv run poe {made_by}` first")


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in the folder, by its path inside, with `/`."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    """Names of which the hashes aren't as expected, each with what happened to its file."""
    missing = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    added = [f"{name} was added" for name in sorted(found.keys() - expected.keys())]
    common = sorted(found.keys() & expected.keys())
    return missing + added + [f"{n} was changed" for n in common if found[n] != expected[n]]
