"""Seconds that a backtest takes with 1, 2 and 4 Dask workers where a model takes half a second.

Fitting is simulated by waiting: what is measured is how jobs and rows reach the workers, which a
machine with fewer cores than workers couldn't show otherwise.
"""

import json
import time

import pandas as pd
from bike_rides.core import batches, params
from bike_rides.core.params import Params
from bike_rides.experiment import backtest
from bike_rides.experiment.variants import typed
from distributed import LocalCluster

FIT_SECONDS = 0.5
WINDOWS = (0, 12, 6, 3)


def wait(rows: pd.DataFrame, chosen: Params, batch: str) -> float:
    """Stands for fitting and scoring a larger model."""
    time.sleep(FIT_SECONDS)
    return float(len(rows))


def seconds(workers: int, rows: pd.DataFrame, forecast: list[str]) -> float:
    base = params.load()
    variants = {str(window): typed(f"data.window = {window}", base) for window in WINDOWS}
    place = {"threads_per_worker": 1, "dashboard_address": None}
    with (
        LocalCluster(n_workers=workers, **place) as cluster,
        backtest.workers(cluster.scheduler_address),
    ):
        start = time.perf_counter()
        backtest.backtest(rows, variants, forecast)
        return time.perf_counter() - start


def main() -> None:
    landed = batches.landed()
    forecast = backtest.to_forecast(landed, "", "", params.load().data.until)
    rows = backtest.read(landed[-1])
    backtest.score = wait
    print(json.dumps({workers: seconds(workers, rows, forecast) for workers in (1, 2, 4)}))


# Workers are processes that import this file.
if __name__ == "__main__":
    main()
