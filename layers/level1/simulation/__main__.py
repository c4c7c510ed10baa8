"""Let batch after batch arrive in a few minutes: traffic, labels, retraining, gate, swap.

The real service and triggers run in a folder of their own, state/simulation: your own data, models
and runs stay as they are. Afterwards reports/simulation in that folder has the figures.
"""

import argparse
import os
import sys
from pathlib import Path

PROJECT = Path(os.environ.get("PROJECT_HOME") or Path(__file__).resolve().parents[1])
# What would lead out of the folder of its own.
SET_ELSEWHERE = ("MLFLOW_TRACKING_URI", "PREDICTIONS_URL", "NOTIFY_URL", "PROJECT_CLOCK")


def main() -> None:
    parser = argparse.ArgumentParser("python -m simulation", description=__doc__)
    parser.add_argument("--until", default="", metavar="BATCH", help="the last one to live through")
    until = parser.parse_args().until
    os.environ["PROJECT_HOME"] = str(PROJECT / "state" / "simulation")
    for name in SET_ELSEWHERE:
        os.environ.pop(name, None)
    # Not before: where things are is read once, on import.
    from {{ cookiecutter.package_name }}.core.errors import ProjectError

    from .play import play

    try:
        play(until)
    except ProjectError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
