"""Forecast batch after batch with a model retrained before each, as the pipeline retrains it."""

import math
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib import import_module

import pandas as pd
from joblib import Parallel, delayed, parallel_config
from tqdm import tqdm

from ..core import batches
from ..core.batches import BATCH
from ..core.errors import ProjectError
from ..core.params import DataParams, Params
from ..problem import features, metrics
from ..problem.model import fit, predict
from ..problem.schema import TARGET

Variants = Mapping[str, Params]


def read(last: str) -> pd.DataFrame:
    """All landed batches up to this one."""
    names = [name for name in batches.landed() if name <= last]
    progress = tqdm(names, "read", unit="batch", disable=None)
    return pd.concat([batches.read(name) for name in progress], ignore_index=True)


def window(rows: pd.DataFrame, data: DataParams, batch: str) -> list[str]:
    """The batches that a training right before `batch` would have used.

    Raises:
        ProjectError: there is too little before it to train on.
    """
    before = sorted(name for name in rows[BATCH].unique() if name < batch)
    return batches.choose(before, data.model_copy(update={"until": ""}))


def to_forecast(landed: list[str], since: str, until: str, trained: str) -> list[str]:
    """The landed batches from `since` to `until`.

    By default, those after `trained`; where nothing says what that is, the newer half.

    Raises:
        ProjectError: there is none, or `until` hasn't landed.
    """
    for name in filter(None, (since, until)):
        batches.parse(name)
    # Nothing comes before the first.
    chosen = [name for name in landed[1:] if not until or name <= until]
    if since or trained:
        chosen = [name for name in chosen if (name >= since if since else name > trained)]
    else:
        chosen = chosen[len(chosen) // 2 :]
    if not chosen or (until and until not in landed):
        raise ProjectError(
            f"no batch from {since or trained or 'the first'} to {until or 'the newest'} has"
            " landed that could be forecast: run `uv run poe extract --until NAME` first"
        )
    return chosen


def score(rows: pd.DataFrame, params: Params, batch: str) -> float:
    """The primary measure of one batch; NaN where it is undefined, as a share of nothing is.

    rows: landed batches, of which those from `batch` on have no part in its forecast.
    """
    chosen = rows[BATCH].isin(window(rows, params.data, batch))
    training = rows[chosen].reset_index(drop=True)
    coming = rows[rows[BATCH] == batch].reset_index(drop=True)
    model = fit(params.model, features.build(training), training[TARGET])
    predicted = predict(model, features.build(coming))
    try:
        return metrics.measure(coming[TARGET], predicted)[metrics.PRIMARY]
    except ValueError:
        return math.nan


def backtest(rows: pd.DataFrame, variants: Variants, forecast: list[str]) -> pd.DataFrame:
    """The primary measure: a column for each variant, indexed by batch.

    Batches for which it is undefined are left out.

    Raises:
        ProjectError: there is too little to train on, or no batch is left.
    """
    for params in variants.values():
        # Before any work; later batches have more before them.
        window(rows, params.data, forecast[0])
    jobs = [(name, batch) for name in variants for batch in forecast]
    run = Parallel(return_as="generator")
    found = run(delayed(score)(rows, variants[name], batch) for name, batch in jobs)
    values = list(tqdm(found, "backtest", len(jobs), unit="model", disable=None))
    index = pd.MultiIndex.from_tuples(jobs)
    table = pd.Series(values, index, dtype=float).unstack(0)[list(variants)].dropna()
    if table.empty:
        raise ProjectError(f"{metrics.PRIMARY} is undefined in {batches.ranges(forecast)}")
    return table


@contextmanager
def workers(dask: str) -> Generator[None]:
    """Fit models on all cores of this machine, or on the cluster of a Dask scheduler.

    Raises:
        ProjectError: there is no such scheduler, or its workers run other code than this.
    """
    if not dask:
        # One thread each, or the processes get into each other's way.
        with parallel_config("loky", n_jobs=-1, inner_max_num_threads=1):
            yield
        return
    try:
        client = import_module("distributed").Client(dask, timeout=10)
    except (ImportError, OSError, ValueError) as error:
        raise ProjectError(f"no Dask cluster at {dask} (uv sync --extra dask): {error}") from error
    with client, parallel_config("dask"):
        try:
            theirs = set(client.run(_code).values())
        except ImportError:
            theirs = set()
        if theirs != {_code()}:
            raise ProjectError(f"{dask}: no workers, or workers with other code than this")
        yield


def _code() -> str:
    # Needs what the pipeline needs, a backtest alone doesn't.
    from ..pipeline.landing import CODE, code_digest

    return code_digest((*CODE, "experiment"))
