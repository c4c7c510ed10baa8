"""What a model goes by: how much worse it is when one feature is shuffled."""

from typing import Any

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

    Largest first; 0 for what the model doesn't use.
    """
    # A second to import, and not needed for --help.
    from sklearn.dummy import DummyClassifier
    from sklearn.inspection import permutation_importance

    rows = rows.sample(min(len(rows), ROWS), random_state=0)
    seen = features.build(rows)

    def score(_: Any, seen: pd.DataFrame, actual: pd.Series) -> float:
        measured = metrics.measure(actual, predict(model, seen))
        return -scores.loss(measured[metrics.PRIMARY])

    # It asks for an estimator of scikit-learn's; a model may be of any kind, so `score` has it.
    found = permutation_importance(
        DummyClassifier(), seen, rows[TARGET], scoring=score, n_repeats=REPEATS, random_state=0
    )
    return pd.Series(found.importances_mean, seen.columns).sort_values(ascending=False)


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
