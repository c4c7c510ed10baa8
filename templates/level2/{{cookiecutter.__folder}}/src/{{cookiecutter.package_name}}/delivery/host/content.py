"""The bundle: what is in it, and what it is called."""

from pathlib import Path
from typing import Any

from ...core import bundle as handover
from ...core.bundle import CHECKSUMS, IGNORED
from ...core.errors import ProjectError
from ...core.files import read_json, sha256

MANIFEST = "manifest.json"
REQUIREMENTS = "requirements.txt"
# Below it, the project's own files.
PROJECT = "project"


def verify(bundle: Path) -> None:
    """As of a handover, but nothing is passed over: no code is run where this bundle lies.

    Raises:
        ProjectError: a file was changed, is missing, or was added.
    """
    handover.verify(bundle)
    if compiled := next(bundle.rglob(IGNORED), None):
        raise ProjectError(f"{bundle}: do not use it: {compiled.relative_to(bundle)} was added")


def manifest(bundle: Path) -> dict[str, Any]:
    """What the bundle says of itself: name, version, commit, package, python.

    Raises:
        ProjectError: it is no bundle.
    """
    return read_json(bundle / MANIFEST, "bundle")


def release_id(bundle: Path) -> str:
    """Name of the release: the same content always has the same one."""
    said, digest = manifest(bundle), sha256(bundle / CHECKSUMS)
    return f"{said['version']}-{said['commit'].replace('+', '-changed')}-{digest[:8]}"
