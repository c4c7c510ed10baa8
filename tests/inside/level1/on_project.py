"""The project's code in processes of their own, with its state in any folder."""

import os
import subprocess
import sys
from pathlib import Path


def run(home: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run Python on a project whose state is in `home`."""
    changed = {"PROJECT_HOME": str(home), "PYTHONWARNINGS": "ignore"}
    kept = {key: text for key, text in os.environ.items() if "MLFLOW" not in key}
    # Compiling all of MLflow each time takes most of the time.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(
        [sys.executable, *arguments],
        env=kept | changed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


def command(home: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return run(home, "-m", "bike_rides", *arguments, **options)
