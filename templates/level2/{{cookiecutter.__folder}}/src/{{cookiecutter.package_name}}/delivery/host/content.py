"""The bundle: what it must hold, and what it is called."""

import hashlib
import json
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
REQUIREMENTS = "requirements.txt"
# Below it, the project's own files.
PROJECT = "project"
# What the manifest has to say, and as what.
FIELDS = {"version": str, "commit": str, "files": dict}


class Refused(Exception):  # noqa: N818
    """Why something was not done, in one line."""


def release_id(bundle: Path) -> str:
    """Name of the release: the same content always has the same one.

    Raises:
        Refused: it has no manifest that can be read.
    """
    manifest = _manifest(bundle)
    digest = hashlib.sha256((bundle / MANIFEST).read_bytes()).hexdigest()
    return f"{manifest['version']}-{manifest['commit'].replace('+', '-changed')}-{digest[:8]}"


def _manifest(bundle: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
        if all(isinstance(manifest[name], kind) for name, kind in FIELDS.items()):
            return manifest
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{bundle}: no bundle: {MANIFEST} is missing or can't be read") from error
    raise Refused(f"{bundle}: no bundle: {MANIFEST} is of another form")


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below the folder but the manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def verify(bundle: Path) -> dict[str, Any]:
    """The manifest, after comparing every file with it.

    Raises:
        Refused: a file was changed, is missing, or isn't in the manifest.
    """
    manifest = _manifest(bundle)
    expected, found = manifest["files"], digests(bundle)
    wrong = [
        name
        for name in sorted(found.keys() | expected.keys())
        if found.get(name) != expected.get(name)
    ]
    if wrong:
        raise Refused(f"{bundle}: not as it was built: {', '.join(wrong[:5])}")
    return manifest
