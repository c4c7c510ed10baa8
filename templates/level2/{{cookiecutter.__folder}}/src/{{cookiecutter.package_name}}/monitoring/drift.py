"""Feature drift: how far what the model is asked lies from what it was trained on.

Reported, and no reason to retrain by itself. Summer isn't winter, and a model can be right about
both; and what makes a model fail often shows in no feature, only in the error on new labels. What
drift is good for is the question why: a feature that broke, a population that changed.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from ..operations import Monitoring

BINS = 10
# A bin that one side leaves empty would make the index infinite.
EMPTY = 1e-4
# Numbers with no more values than this are compared as categories.
FEW = 10
COLUMNS = ["feature", "test", "psi", "p_value", "missing_then", "missing_now", "drifted"]


def drift(then: pd.DataFrame, now: pd.DataFrame, settings: Monitoring) -> pd.DataFrame:
    """Compare features, then (training) with now (in use), both of shape (rows, features).

    A feature counts as drifted when both hold: the difference isn't chance (p below drift_p,
    divided by the number of features: Bonferroni), and it is large enough to care (PSI from
    drift_psi). By p alone, some hundred rows alarm on a trifle; by PSI alone, few rows alarm by
    chance.

    Returns:
        feature, test ("ks" or "chi2"), psi, p_value, missing_then, missing_now (shares), drifted;
        one row a feature, the largest PSI first.
    """
    found = pd.DataFrame(_compare(then, now), columns=COLUMNS[:-1])
    chance = found["p_value"] >= settings.drift_p / max(len(found), 1)
    found["drifted"] = ~chance & (found["psi"] >= settings.drift_psi)
    return found.sort_values("psi", ascending=False, ignore_index=True)


def _compare(then: pd.DataFrame, now: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for name in then.columns:
        before, after = then[name], now[name]
        discrete = not pd.api.types.is_numeric_dtype(before) or before.nunique() <= FEW
        counts = _categories(before, after) if discrete else _bins(before, after)
        yield {
            "feature": name,
            "test": "chi2" if discrete else "ks",
            "psi": _psi(*counts),
            "p_value": _chi2(*counts) if discrete else _ks(before, after),
            "missing_then": before.isna().mean(),
            "missing_now": after.isna().mean(),
        }


def _categories(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    counts = [part.astype(object).value_counts(dropna=False) for part in (before, after)]
    both = pd.concat(counts, axis=1).fillna(0).to_numpy()
    return both[:, 0], both[:, 1]


def _bins(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Counts in tenths of the training's values, and of the missing ones."""
    cuts = np.unique(before.quantile(np.linspace(0, 1, BINS + 1)[1:-1]))
    counts = []
    for part in (before, after):
        at = np.searchsorted(cuts, part.dropna(), side="right")
        counts.append(np.append(np.bincount(at, minlength=len(cuts) + 1), part.isna().sum()))
    return counts[0], counts[1]


def _psi(before: np.ndarray, after: np.ndarray) -> float:
    """Population stability index."""
    seen = before + after > 0
    shares = [np.maximum(part[seen] / max(part.sum(), 1), EMPTY) for part in (before, after)]
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def _chi2(before: np.ndarray, after: np.ndarray) -> float:
    table = np.stack([before, after])
    table = table[:, table.sum(axis=0) > 0]
    return float(stats.chi2_contingency(table).pvalue) if table.shape[1] > 1 else 1.0


def _ks(before: pd.Series, after: pd.Series) -> float:
    before, after = before.dropna(), after.dropna()
    if before.empty or after.empty:
        return 1.0
    return float(stats.ks_2samp(before, after).pvalue)
