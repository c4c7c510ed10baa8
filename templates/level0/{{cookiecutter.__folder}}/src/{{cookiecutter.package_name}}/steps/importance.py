"""What a model goes by: how much worse it is when one feature is shuffled."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ..core import scores
from ..problem import features, metrics
from ..problem.model import predict
from ..problem.schema import TARGET

REPEATS = 3
# More rows make it slower, and the picture no different.
ROWS = 5000
SHOWN_FEATURES = 20


def permutation(model: Any, rows: pd.DataFrame) -> pd.Series:
    """Permutation importance of each feature on the rows, in units of the primary measure.

    Largest first; 0 for what the model doesn't use. As scikit-learn's, for models of any kind.
    """
    rows = rows.sample(min(len(rows), ROWS), random_state=0)
    seen = features.build(rows)
    random = np.random.default_rng(0)

    def loss(features: pd.DataFrame) -> float:
        measured = metrics.measure(rows[TARGET], predict(model, features))
        return scores.loss(measured[metrics.PRIMARY])

    def shuffled(name: str) -> float:
        column = seen[name].take(random.permutation(len(seen))).set_axis(seen.index)
        return loss(seen.assign(**{name: column}))

    before = loss(seen)
    worse = {str(name): np.mean([shuffled(name) for _ in range(REPEATS)]) - before for name in seen}
    return pd.Series(worse, dtype=float).sort_values(ascending=False)


def picture(importance: pd.Series) -> Figure:
    """The largest, as bars."""
    shown = importance.head(SHOWN_FEATURES)[::-1]
    figure = Figure(figsize=(9, 1 + 0.3 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    axes.barh(shown.index, shown, color="#0f766e")
    axes.set_title("What the model goes by", loc="left", fontweight="bold")
    axes.set_xlabel(f"{metrics.PRIMARY} lost when the feature is shuffled")
    axes.spines[["top", "right"]].set_visible(False)
    return figure
