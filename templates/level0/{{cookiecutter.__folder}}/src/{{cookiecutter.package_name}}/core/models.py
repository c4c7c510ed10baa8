"""Fitted models as files. A model file can run code when it is loaded: check it first."""

import hashlib
import io
from pathlib import Path
from typing import Any

import joblib

from .errors import ProjectError
from .paths import shown


def save(path: Path, model: Any) -> None:
    """Write a fitted model. Call it on a path inside a folder that is written whole."""
    joblib.dump(model, path)


def load(path: Path, sha256: str) -> Any:
    """Load a model whose checksum is known. What is checked is what is loaded: read once.

    Raises:
        ProjectError: the file isn't there, or isn't the one that was saved.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ProjectError(f"{shown(path)} is missing") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ProjectError(f"{shown(path)}: changed since it was saved; not loaded")
    return joblib.load(io.BytesIO(content))
