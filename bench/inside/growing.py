"""CPU seconds and memory of each step of a retraining, for as many rows as are asked for.

Run in a default project: `python growing.py YEARS TIMES`. The example's two years are repeated, a
batch each month, with each row as many times.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

HOME = tempfile.mkdtemp()
os.environ["PROJECT_HOME"] = HOME

import pandas as pd  # noqa: E402
from bike_rides.problem import schema  # noqa: E402

# Before the others read it.
schema.UNIQUE = []

from bike_rides import operations  # noqa: E402
from bike_rides.core import batches, contract, params  # noqa: E402
from bike_rides.core.paths import LANDING  # noqa: E402
from bike_rides.pipeline import landing, validation  # noqa: E402
from bike_rides.pipeline.evaluation import evaluate  # noqa: E402
from bike_rides.problem import source  # noqa: E402
from bike_rides.steps.train import train  # noqa: E402

SECONDS: dict[str, float] = {}


def timed(name: str, step: Callable[[], Any]) -> Any:
    before = time.process_time()
    made = step()
    SECONDS[name] = time.process_time() - before
    return made


def land(years: int, times: int) -> None:
    for name in source.batches():
        rows = source.read_batch(name)
        for ahead in range(0, years, 2):
            year = int(name[:4]) + ahead
            # The 29th of February is left out where there is none.
            hours = rows["timestamp"].str.replace(name[:4], str(year), n=1)
            there = pd.to_datetime(hours, errors="coerce").notna()
            moved = rows.assign(timestamp=hours)[there]
            repeated = moved.loc[moved.index.repeat(times)]
            contract.write_csv(LANDING / f"{year}{name[4:]}.csv", repeated)


def main(years: int, times: int) -> None:
    schema.MAY_BE_AHEAD = True
    land(years, times)
    chosen, settings = params.load(), operations.load()
    landed = timed("look", lambda: landing.look(settings.validation)).complete
    checked = timed("read and check", lambda: validation.validate(landed, settings.validation))
    split = timed("split", lambda: batches.split(checked.rows, 1))
    fitted = timed("fit, 3 times", lambda: train(split, chosen.model))
    timed(
        "evaluate",
        lambda: evaluate(
            split, fitted, chosen, accept_schema_change=False, hashes=checked.batches, tags={}
        ),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in SECONDS.items())
    print(f"{len(checked.rows):,} rows, {len(landed)} batches: {told}; {memory:.1f} GB")


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]))
    finally:
        shutil.rmtree(HOME)
