"""Forecast batch after batch with a model retrained before each, as the pipeline retrains it."""

import math
from collections.abc import Sequence

import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from ..core import batches
from ..core.batches import BATCH
from ..core.errors import ProjectError
from ..core.params import DataParams, Params
from ..problem import features, metrics
from ..problem.model import fit, predict
from ..problem.schema import TARGET
from .variants import Variant


def to_forecast(landed: Sequence[str], since: str, until: str, trained: str) -> list[str]:
    """The landed batches from `since` to `until`.

    By default, those after `trained`, or the newer half, up to the newest.

    Raises:
        ProjectError: `until` hasn't landed, or there is none.
    """
    since, until = (batches.parse(name) if name else "" for name in (since, until))
    if until and until not in landed:
        raise ProjectError(f"{until} has not landed: run `uv run poe extract --until {until}`")
    chosen = [name for name in landed if not until or name <= until]
    if since:
        chosen = [name for name in chosen if name >= since]
    elif trained:
        chosen = [name for name in chosen if name > trained]
    else:
        chosen = chosen[(len(chosen) + 1) // 2 :]
    if not chosen:
        first = since or (f"after {trained} ([data] until in params.toml)" if trained else "first")
        raise ProjectError(
            f"no batch to forecast has landed ({first} to {until or 'the newest'}): run"
            " `uv run poe extract --until NAME` first"
        )
    return chosen


def read(last: str) -> pd.DataFrame:
    """All landed batches up to this one."""
    names = [name for name in batches.landed() if name <= last]
    progress = tqdm(names, "read", unit="batch", disable=None)
    return pd.concat([batches.read(name) for name in progress], ignore_index=True)


def window(landed: Sequence[str], data: DataParams, batch: str) -> list[str]:
    """The batches that a training right before `batch` would have used.

    Raises:
        ProjectError: there is too little before it to train on.
    """
    before = [name for name in landed if name < batch]
    if not before:
        raise ProjectError(f"{batch} can't be forecast: no batch before it has landed")
    return batches.choose(before, data.model_copy(update={"until": ""}))


def need_training(
    rows: pd.DataFrame, variants: Sequence[Variant], forecast: Sequence[str]
) -> None:
    """Stop before any work if one of the trainings had too little.

    Raises:
        ProjectError: it says which.
    """
    landed = sorted(rows[BATCH].unique())
    for variant in variants:
        # Later ones have more before them.
        window(landed, variant.params.data, forecast[0])


def score(rows: pd.DataFrame, params: Params, batch: str) -> float:
    """The primary measure of one batch; NaN where it is undefined, as a share of nothing is.

    rows: landed batches, of which those from `batch` on have no part in its forecast.
    """
    chosen = window(sorted(rows[BATCH].unique()), params.data, batch)
    training = rows[rows[BATCH].isin(chosen)].reset_index(drop=True)
    coming = rows[rows[BATCH] == batch].reset_index(drop=True)
    model = fit(params.model, features.build(training), training[TARGET])
    predicted = predict(model, features.build(coming))
    try:
        return metrics.measure(coming[TARGET], predicted)[metrics.PRIMARY]
    except ValueError:
        return math.nan


def backtest(
    rows: pd.DataFrame, variants: Sequence[Variant], forecast: Sequence[str]
) -> pd.DataFrame:
    """The primary measure of every variant (columns) on every batch (index).

    Batches for which it is undefined are left out.

    Raises:
        ProjectError: for a batch there is too little to train on, or no batch is left.
    """
    need_training(rows, variants, forecast)
    jobs = [(variant, batch) for variant in variants for batch in forecast]
    run = Parallel(return_as="generator_unordered")
    found = run(delayed(_score)(rows, variant, batch) for variant, batch in jobs)
    table = pd.DataFrame(index=list(forecast), columns=[one.name for one in variants], dtype=float)
    for name, batch, value in tqdm(found, "backtest", len(jobs), unit="model", disable=None):
        table.loc[batch, name] = value
    measured = table.dropna()
    if measured.empty:
        raise ProjectError(f"{metrics.PRIMARY} is undefined in {batches.ranges(list(forecast))}")
    return measured


def _score(rows: pd.DataFrame, variant: Variant, batch: str) -> tuple[str, str, float]:
    return variant.name, batch, score(rows, variant.params, batch)
