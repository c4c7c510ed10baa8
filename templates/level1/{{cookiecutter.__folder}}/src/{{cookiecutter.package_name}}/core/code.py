"""The code that decides what a model sees and says: it belongs to the model."""

from pathlib import Path

from .files import sha256

PACKAGE = Path(__file__).resolve().parents[1]
# These show and judge; another picture makes no other model.
BESIDE = {"metrics.py", "plots.py", "quality.py", "source.py"}


def decisive_code() -> dict[str, str]:
    """SHA-256 of each module of the problem that has a part in a prediction, by path."""
    return {
        path.relative_to(PACKAGE.parent).as_posix(): sha256(path)
        for path in sorted((PACKAGE / "problem").rglob("*.py"))
        if path.name not in BESIDE
    }
