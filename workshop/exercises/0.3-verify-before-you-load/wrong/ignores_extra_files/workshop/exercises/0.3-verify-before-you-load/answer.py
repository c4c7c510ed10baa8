"""Compares what the list names, and never looks at what else lies there."""

import hashlib
from pathlib import Path
from typing import Any

import joblib


def load(bundle: Path) -> Any:
    for line in (bundle / "checksums.sha256").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        path = bundle / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} was changed")
    return joblib.load(bundle / "model" / "model.joblib")
