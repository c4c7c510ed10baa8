"""Error of the model in use, on the batches whose labels have arrived since.

Only what was answered before a batch's labels arrived is measured on them: of those answers, the
last for each row. Whoever asks again once the truth is known changes no figure.
"""

import logging
from collections.abc import Iterator
from itertools import islice

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
# As many of the newest landed batches as the report has room for.
LOOKED_AT = 24
NOTHING = pd.DataFrame({BATCH: [], "key": [], "version": []})
# Types of the columns that are there whatever is measured.
COLUMNS = {"batch": object, "rows": int, metrics.PRIMARY: float, "model_versions": object}


def labelled_predictions() -> pd.DataFrame:
    """What was predicted for each row of the newest batches that have landed, and what came true.

    Returns:
        The columns of `predictions.answers()`, BATCH (the one that brought the label) and ACTUAL;
        oldest batch first. A batch that breaks the data contract has no labels: it will be
        quarantined.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    found = list(_labelled())[::-1]
    return pd.concat(found, ignore_index=True) if found else NOTHING


def _labelled() -> Iterator[pd.DataFrame]:
    """The rows of one batch after the other, the newest first."""
    arrived = predictions.arrivals()
    # What is newer than all that was ingested will arrive later than any answer. Of an older one
    # that was never ingested, only the pipeline's window is too short, nobody knows.
    newest = max(arrived, default="")
    landed = batches.landed() if predictions.MONITORED else []
    known = [name for name in landed if name in arrived or name > newest]
    for name in reversed(known[-LOOKED_AT:]):
        times = batches.span(name) if TIME else None
        asked = predictions.answers(times=times, before=arrived.get(name))
        if len(asked) and (labels := _labels(name)) is not None:
            joined = asked.merge(labels, on="key")
            if len(joined):
                yield joined


def _labels(name: str) -> pd.DataFrame | None:
    try:
        rows = batches.read(name)
    except ProjectError as error:
        log.warning("%s has no labels: %s", name, str(error).splitlines()[0])
        return None
    # Without UNIQUE two rows may have the same inputs, and so the same prediction.
    return pd.DataFrame({"key": predictions.keys(rows), BATCH: name, ACTUAL: rows[TARGET].array})


def live_performance(newest: int = LOOKED_AT) -> pd.DataFrame:
    """The measures of so many labelled batches, for the predictions that were given in time, where
    there are enough of them.

    Returns:
        batch, rows, the measures of problem.metrics, model_versions (those that answered, a
        sorted list); oldest batch first.

    Raises:
        ProjectError: the prediction log can't be read.
    """
    found = (measured for rows in _labelled() if len(measured := by_batch(rows)))
    newest_first = list(islice(found, newest))
    return pd.concat(newest_first[::-1], ignore_index=True) if newest_first else by_batch(NOTHING)


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
