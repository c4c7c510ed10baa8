"""Forecast month after month with a model retrained before each, as the pipeline retrains it."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import pandas as pd
from tqdm import tqdm

from ..core.errors import ProjectError
from ..core.params import Params
from ..problem import features, metrics
from ..problem.model import make_model, predict
from ..problem.schema import TARGET
from ..steps.prepare import choose_months
from ..steps.train import fit
from .variants import Variant

Tables = Mapping[str, pd.DataFrame]
# Variant -> month -> measure -> value.
Scores = dict[str, dict[str, dict[str, float]]]


def months_to_forecast(landed: Sequence[str], first: str, last: str) -> list[str]:
    """The landed months from `first` to `last`, both included.

    Raises:
        ProjectError: there is none.
    """
    months = [month for month in landed if first <= month <= last]
    if not months:
        raise ProjectError(
            f"no month from {first} to {last} has landed:"
            " run `uv run poe extract --until YYYY-MM` first"
        )
    return months


def score_month(tables: Tables, params: Params, month: str) -> dict[str, float]:
    """Measures of one month, forecast by a model fitted on the window that ends before it.

    Raises:
        ProjectError: there is too little before it to train on.
    """
    before = [name for name in tables if name < month]
    if not before:
        raise ProjectError(f"{month} can't be forecast: no month before it has landed")
    data = params.data.model_copy(update={"until": max(before, default=month)})
    window = choose_months(before, data)
    rows = pd.concat([tables[name] for name in window], ignore_index=True)
    model = fit(make_model(params.model), rows)
    actual = tables[month][TARGET].to_numpy()
    return metrics.measure(actual, predict(model, features.build(tables[month])))


def backtest(
    tables: Tables, variants: Sequence[Variant], months: Sequence[str], processes: int
) -> Scores:
    """Score every variant on every month, several at a time.

    Args:
        tables: month -> its checked rows, oldest first; also the months to train on.

    Raises:
        ProjectError: for a month there is too little to train on.
    """
    # One thread each, or the processes get into each other's way; they read it when they start.
    os.environ["OMP_NUM_THREADS"] = "1"
    jobs = [(variant, month) for variant in variants for month in months]
    scores: Scores = {variant.name: {} for variant in variants}
    with ProcessPoolExecutor(
        min(processes, len(jobs)), get_context("spawn"), _receive, (dict(tables),)
    ) as pool:
        going = {
            pool.submit(_score, variant.params, month): (variant.name, month)
            for variant, month in jobs
        }
        try:
            for done in tqdm(
                as_completed(going), "backtest", len(jobs), unit="month", disable=None
            ):
                name, month = going[done]
                scores[name][month] = done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {name: dict(sorted(by_month.items())) for name, by_month in scores.items()}


# Each process gets the rows once, not with every job.
_received: dict[str, pd.DataFrame] = {}


def _receive(tables: dict[str, pd.DataFrame]) -> None:
    _received.update(tables)


def _score(params: Params, month: str) -> dict[str, float]:
    return score_month(_received, params, month)
