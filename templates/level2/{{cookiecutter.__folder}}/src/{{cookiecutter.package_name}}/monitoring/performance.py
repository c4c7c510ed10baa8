"""Error of the model in use, on the months whose labels have arrived since."""

import logging
from collections.abc import Iterable

import pandas as pd

from .. import operations
from ..core.errors import ProjectError
from ..core.tables import landed_months, read_landed
from ..problem import metrics
from ..problem.schema import TARGET
from .prediction_log import read_last
from .row_key import keys

log = logging.getLogger(__name__)

# Types of the columns that are there whatever is measured.
COLUMNS = {"month": object, "rows": int, metrics.PRIMARY: float, "model_versions": object}


def labelled_predictions(months: Iterable[str] | None = None) -> pd.DataFrame:
    """What was predicted for each row, and what came true.

    Args:
        months: only these ("YYYY-MM"); all that have landed if None.

    Returns:
        timestamp, row_key, month, prediction, model_version, actual; in order of time. A landed
        month that breaks the data contract has no labels: the pipeline quarantines it.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    predicted = read_last(operations.predictions_url())
    predicted["month"] = predicted["timestamp"].dt.strftime("%Y-%m")
    wanted = set(landed_months()) & set(predicted["month"])
    if months is not None:
        wanted &= set(months)
    labels = [found for month in sorted(wanted) if (found := _labels(month)) is not None]
    known = pd.concat(labels) if labels else predicted[["row_key"]].head(0).assign(actual=0.0)
    # Without a unique column two labels may have the same inputs, and so the same prediction.
    return predicted.merge(known, on="row_key", validate="one_to_many")


def _labels(month: str) -> pd.DataFrame | None:
    try:
        rows = read_landed(month)
    except ProjectError as error:
        log.warning("%s has no labels: %s", month, str(error).splitlines()[0])
        return None
    return pd.DataFrame({"row_key": keys(rows), "actual": rows[TARGET]})


def live_performance(months: Iterable[str] | None = None) -> pd.DataFrame:
    """The measures of each labelled month, for the predictions that the service gave, where there
    are enough of them.

    Returns:
        month, rows, the measures of problem.metrics, model_versions (those that served, a sorted
        list); oldest month first.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    return by_month(labelled_predictions(months))


def by_month(joined: pd.DataFrame) -> pd.DataFrame:
    """`live_performance` of rows that are joined already."""
    found, enough = [], operations.load().monitoring.min_rows
    for month, rows in joined.groupby("month"):
        if len(rows) < enough:
            # A single request would retrain, or call off a retraining.
            continue
        try:
            measured = metrics.measure(rows["actual"].to_numpy(), rows["prediction"].to_numpy())
        except ValueError as error:
            log.warning("%s is not measured: %s", month, error)
            continue
        versions = sorted(rows["model_version"].unique().tolist())
        found.append({"month": month, "rows": len(rows), **measured, "model_versions": versions})
    return pd.DataFrame(found, columns=None if found else list(COLUMNS)).astype(COLUMNS)
