"""The bundle: what is in it, and what it is called."""

from pathlib import Path
from typing import Any

from ...core.bundle import CHECKSUMS
from ...core.files import read_json, sha256

MANIFEST = "manifest.json"
REQUIREMENTS = "requirements.txt"
# Below it, the project's own files.
PROJECT = "project"


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
