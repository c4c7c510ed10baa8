"""Level 1 left alone: batches, faults and requests for an hour (SOAK_MINUTES: another time)."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.continuous import generated, uv_run
from bench.load import INSIDE
from bench.timing import clean_environment

FLAT = 1.15


def main() -> None:
    minutes = os.environ.get("SOAK_MINUTES", "60")
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as place:
        project = generated(Path(place))
        command = [*uv_run(), "python", str(INSIDE / "soak.py"), minutes]
        environment = clean_environment() | {
            "PYTHONPATH": str(project),
            "PROJECT_HOME": str(Path(place) / "home"),
        }
        with subprocess.Popen(
            command, cwd=project, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
        ) as soak:
            last = ""
            for line in soak.stdout or ():
                print(f"  {line}", end="", flush=True)
                last = line
        if soak.returncode:
            sys.exit(f"the soak ended with exit code {soak.returncode}")
    found = json.loads(last)
    failed = [status for status in found["answers"] if status not in ("200", "503", "away")]
    grown = [
        name for name, ratio in found["memory, last half to first half"].items() if ratio > FLAT
    ]
    # What a killed service hadn't logged yet (docs/service.md): at most a second of answers.
    a_second = found["rows answered"] / (float(minutes) * 60)
    lost = found["rows answered"] - found["rows logged"] > a_second * found["the service killed"]
    if found["not trained on"] or found["trained twice"] or failed or grown or lost:
        sys.exit(f"a soak of {minutes} minutes FAILED")
    print(f"\nA soak of {minutes} minutes: nothing lost")
