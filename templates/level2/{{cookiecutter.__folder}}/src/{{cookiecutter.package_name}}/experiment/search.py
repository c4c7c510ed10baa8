"""Let Optuna choose the variants: ranges instead of values."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from ..core import scores
from ..core.params import Params
from .backtest import Variants, backtest, window
from .variants import Experiment, flat, typed

# Tried at a time: enough to keep many cores busy, few enough to learn from what was tried.
AT_ONCE = 4


def search(
    experiment: Experiment,
    base: Params,
    rows: pd.DataFrame,
    forecast: list[str],
    keep: Callable[[pd.DataFrame, Variants], None] | None,
) -> str:
    """The changes of the best variant that was tried on these batches, in one line.

    keep: is given the scores and parameters of each round.

    Raises:
        ProjectError: a key doesn't exist, or a value isn't one for it.
    """
    # Half a second to import, and not needed to compare variants.
    import optuna

    ranges = flat(experiment.ranges)
    # Each is tried for its validity first, not after an hour.
    for key, values in ranges.items():
        for value in values:
            window(rows, typed(_setting(key, value), base).data, forecast[0])
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    losses: dict[str, float] = {}
    for first in range(0, experiment.tries, AT_ONCE):
        asked = [study.ask() for _ in range(first, min(first + AT_ONCE, experiment.tries))]
        texts = [", ".join(_suggested(ranges, trial)) for trial in asked]
        if new := {text: typed(text, base) for text in texts if text not in losses}:
            table = backtest(rows, new, forecast)
            if keep:
                keep(table, new)
            losses |= {text: scores.loss(table[text].mean()) for text in new}
        for trial, text in zip(asked, texts, strict=True):
            study.tell(trial, losses[text])
    return min(losses, key=losses.__getitem__)


def _suggested(ranges: dict[str, list[Any]], trial: Any) -> Iterator[str]:
    for key, values in ranges.items():
        if len(values) != 2 or not all(type(value) in (int, float) for value in values):
            yield _setting(key, trial.suggest_categorical(key, values))
            continue
        low, high = sorted(values)
        if isinstance(low, int) and isinstance(high, int):
            yield _setting(key, trial.suggest_int(key, low, high))
        else:
            # Of numbers so far apart it is the order of magnitude that matters.
            log = low > 0 and high > 10 * low
            yield _setting(key, trial.suggest_float(key, low, high, log=log))


def _setting(key: str, value: Any) -> str:
    # Digits beyond the third are noise to read, and make no better model.
    short = float(f"{value:.3g}") if isinstance(value, float) else value
    return f"{key} = {json.dumps(short)}"
