"""Error of the model in use, on the batches whose labels have arrived since.

Only what was answered before a batch's labels arrived is measured on them: of those answers, the
last for each row. Whoever asks again once the truth is known changes no figure.
"""

import logging

import pandas as pd

from .. import operations
from ..core import batches
from ..core.batches import BATCH
from ..core.errors import ProjectError
from ..problem import metrics
from ..problem.schema import TARGET, TIME
from . import predictions

log = logging.getLogger(__name__)

ACTUAL = "actual"
# Types of the columns that are there whatever is measured.
COLUMNS = {"batch": object, "rows": int, metrics.PRIMARY: float, "model_versions": object}


def labelled_predictions() -> pd.DataFrame:
    """What was predicted for each row of the batches that have landed, and what came true.

    Returns:
        The columns of `predictions.read()`, BATCH (the one that brought the label) and ACTUAL;
        oldest batch first. A batch that breaks the data contract has no labels: it will be
        quarantined.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    asked = predictions.read().sort_values(["asked_at", "id"])
    arrived = predictions.arrivals()
    wanted = set(batches.landed()) if predictions.MONITORED else set()
    by_name = {}
    if TIME:
        by_name = dict(list(asked.groupby(batches.of(asked["time"]))))
        wanted &= by_name.keys()
    # What is newer than all that was ingested will arrive later than any answer. Of an older one
    # that was never ingested, only the pipeline's window is too short, nobody knows.
    newest = max(arrived, default="")
    found = []
    for name in sorted(name for name in wanted if name in arrived or name > newest):
        rows = by_name.get(name, asked)
        in_time = rows[rows["asked_at"] < arrived[name]] if name in arrived else rows
        if len(in_time) and (labels := _labels(name)) is not None:
            found.append(in_time.drop_duplicates("key", keep="last").merge(labels, on="key"))
    known = [part for part in found if len(part)]
    empty = asked.head(0).assign(**{BATCH: "", ACTUAL: None})
    return pd.concat(known, ignore_index=True) if known else empty


def _labels(name: str) -> pd.DataFrame | None:
    try:
        rows = batches.read(name)
    except ProjectError as error:
        log.warning("%s has no labels: %s", name, str(error).splitlines()[0])
        return None
    # Without UNIQUE two rows may have the same inputs, and so the same prediction.
    return pd.DataFrame({"key": predictions.keys(rows), BATCH: name, ACTUAL: rows[TARGET].array})


def live_performance() -> pd.DataFrame:
    """The measures of each labelled batch, for the predictions that were given in time, where
    there are enough of them.

    Returns:
        batch, rows, the measures of problem.metrics, model_versions (those that answered, a
        sorted list); oldest batch first.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    return by_batch(labelled_predictions())


def by_batch(joined: pd.DataFrame) -> pd.DataFrame:
    """`live_performance` of rows that are joined already."""
    found, enough = [], operations.load().monitoring.min_rows
    for name, rows in joined.groupby(BATCH):
        if len(rows) < enough:
            # A single request would retrain, or call off a retraining.
            continue
        try:
            measured = metrics.measure(rows[ACTUAL], predicted(rows))
        except ValueError as error:
            log.warning("%s is not measured: %s", name, error)
            continue
        versions = sorted(rows["version"].unique().tolist())
        found.append({"batch": name, "rows": len(rows), **measured, "model_versions": versions})
    return pd.DataFrame(found, columns=None if found else list(COLUMNS)).astype(COLUMNS)


def predicted(rows: pd.DataFrame) -> pd.DataFrame:
    """The logged predictions as `problem.model.predict` gives them.

    A class that an older version didn't know had no probability there: 0.
    """
    table = rows[[name for name in rows if str(name).startswith(("prediction", "probability_"))]]
    # One batch's labels may be of one type where the log holds several.
    return table.infer_objects().fillna(0.0)
