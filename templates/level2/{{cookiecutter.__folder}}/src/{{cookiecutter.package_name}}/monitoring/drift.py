"""Feature drift: how far what the model is asked lies from what it was trained on.

Reported, and no reason to retrain by itself. Summer isn't winter, and a model can be right about
both; and what makes a model fail often shows in no feature, only in the error on new labels. What
drift is good for is the question why: a feature that broke, a population that changed.
"""

import numpy as np
import pandas as pd
from scipy import stats

from ..operations import Monitoring

BINS = 10
# A bin that one side leaves empty would make the index infinite.
EMPTY = 1e-4
# Numbers with no more values than this are compared as categories.
FEW = 10
COLUMNS = ["feature", "psi", "p_value", "drifted"]


def drift(then: pd.DataFrame, now: pd.DataFrame, settings: Monitoring) -> pd.DataFrame:
    """Compare features, then (training) with now (in use), both of shape (rows, features).

    A feature counts as drifted when both hold: the difference isn't chance (p of the chi-square
    test below drift_p, divided by the number of features: Bonferroni), and it is large enough to
    care (PSI from drift_psi). By p alone, some hundred rows alarm on a trifle; by PSI alone, few
    rows alarm by chance.

    Returns:
        feature, psi, p_value, drifted; one row a feature, the largest PSI first.
    """
    compared = [(name, *_compare(_counts(then[name], now[name]))) for name in then.columns]
    found = pd.DataFrame(compared, columns=COLUMNS[:-1])
    chance = found["p_value"] >= settings.drift_p / max(len(found), 1)
    found["drifted"] = ~chance & (found["psi"] >= settings.drift_psi)
    return found.sort_values("psi", ascending=False, ignore_index=True)


def _counts(before: pd.Series, after: pd.Series) -> np.ndarray:
    """How often each category, or tenth of the training's values, was seen: (categories, 2).

    Missing values are a category of their own.
    """
    if pd.api.types.is_numeric_dtype(before) and before.nunique() > FEW:
        cuts = np.unique(before.quantile(np.linspace(0, 1, BINS + 1)[1:-1]))
        edges = [-np.inf, *cuts, np.inf]
        before, after = (pd.cut(part, edges, right=False, labels=False) for part in (before, after))
    counts = [part.astype(object).value_counts(dropna=False) for part in (before, after)]
    return pd.concat(counts, axis=1).fillna(0).to_numpy()


def _compare(counts: np.ndarray) -> tuple[float, float]:
    """Population stability index, and the probability that it is chance."""
    before, after = np.maximum(counts / counts.sum(axis=0), EMPTY).T
    psi = float(np.sum((after - before) * np.log(after / before)))
    return psi, float(stats.chi2_contingency(counts).pvalue) if len(counts) > 1 else 1.0
