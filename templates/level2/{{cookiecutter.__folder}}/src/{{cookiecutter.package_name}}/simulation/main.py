"""Start the simulation."""

import os
from pathlib import Path

PROJECT = Path(os.environ.get("PROJECT_HOME") or Path(__file__).resolve().parents[3])
# What would lead out of the folder of its own.
SET_ELSEWHERE = ("DAGSTER_HOME", "MLFLOW_TRACKING_URI", "PREDICTIONS_URL")


def main() -> None:
    """Give the simulation a folder of its own and begin."""
    os.environ["PROJECT_HOME"] = str(PROJECT / "state" / "simulation")
    for name in SET_ELSEWHERE:
        os.environ.pop(name, None)
    # Not before: where things are is read once, on import.
    from .play import main as play

    play()


if __name__ == "__main__":
    main()
