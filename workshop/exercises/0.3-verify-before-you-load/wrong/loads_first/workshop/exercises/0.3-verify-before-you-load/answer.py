"""Every check is there; the model has been loaded by then."""

import hashlib
from pathlib import Path
from typing import Any

import joblib


def load(bundle: Path) -> Any:
    if not (bundle / "model" / "model.joblib").is_file():
        raise ValueError("no model")
    model = joblib.load(bundle / "model" / "model.joblib")
    lines = (bundle / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {
        path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in bundle.rglob("*")
        if path.is_file() and path.name != "checksums.sha256"
    }
    if found != expected:
        raise ValueError("do not use it")
    return model
