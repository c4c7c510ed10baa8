"""The log of predictions: what was asked and answered, and when each batch's labels arrived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from .. import operations
from ..core.contract import columns
from ..problem.schema import TIME, UNIQUE, Inputs
from .database import ARRIVALS, PREDICTIONS, as_json, transaction

# A label has to find its prediction: by the row's time, or by what tells rows apart.
MONITORED = TIME is not None or bool(UNIQUE)
IDENTIFYING = UNIQUE or columns(Inputs)


@dataclass(frozen=True)
class Scored:
    """Rows that were scored together, by columns of shape (rows,).

    asked_at: UTC, without a zone.
    rows: the inputs, in the contract's order.
    predictions: `prediction`, and for classifiers `probability_<class>`.
    """

    asked_at: datetime
    rows: Mapping[str, Sequence[Any] | np.ndarray] | pd.DataFrame
    predictions: Mapping[str, Sequence[Any] | np.ndarray] | pd.DataFrame
    version: int

    def __len__(self) -> int:
        return len(self.predictions["prediction"])


def insert(batch: list[Scored]) -> None:
    """Log all of it, or nothing.

    Raises:
        ProjectError: the log can't be written.
    """
    with transaction() as connection:
        connection.execute(PREDICTIONS.insert(), [row for one in batch for row in _records(one)])


def write(rows: pd.DataFrame, predictions: pd.DataFrame, version: int) -> None:
    """Log a table that was scored now; both tables have the same rows in the same order.

    Raises:
        ProjectError: the log can't be written.
    """
    insert([Scored(operations.now(), rows[columns(Inputs)], predictions, version)])


def answers(
    *,
    times: tuple[datetime, datetime] | None = None,
    before: datetime | None = None,
    inputs: bool = False,
) -> pd.DataFrame:
    """The last answer for each row that was asked about: what monitoring goes by.

    Args:
        times: only rows whose time is in this span, its end excluded.
        before: only what was asked before this time, in UTC.
        inputs: with a column `inputs`, one dict a row.

    Returns:
        id, asked_at, key, time (NaT if rows have none), version, asked (how often), prediction, and
        for classifiers probability_<class>; oldest first. No rows while nothing was ever logged.
        Found by the database: a log is as long as the service is busy.

    Raises:
        ProjectError: the log can't be read.
    """
    key = PREDICTIONS.c.key
    newest_first = [PREDICTIONS.c.asked_at.desc(), PREDICTIONS.c.id.desc()]
    names = ["id", "asked_at", "key", "time", "version", "prediction", *(["inputs"] * inputs)]
    query = sa.select(
        *(PREDICTIONS.c[name] for name in names),
        sa.func.count().over(partition_by=key).label("asked"),
        sa.func.row_number().over(partition_by=key, order_by=newest_first).label("place"),
    )
    if times:
        query = query.where(PREDICTIONS.c.time >= times[0], PREDICTIONS.c.time < times[1])
    if before:
        query = query.where(PREDICTIONS.c.asked_at < before)
    ranked = query.subquery()
    names.append("asked")
    chosen = sa.select(*(ranked.c[name] for name in names)).where(ranked.c.place == 1)
    with transaction() as connection:
        rows = connection.execute(chosen.order_by(ranked.c.id)).all()
    # Without rows the columns have no types yet.
    times_of = {"asked_at": "datetime64[us]", "time": "datetime64[us]"}
    found = pd.DataFrame(rows, columns=names).astype({"id": int, "version": int, **times_of})
    said = pd.DataFrame(found.pop("prediction").tolist(), found.index)
    return found.join(said if len(said) else pd.DataFrame({"prediction": []}))


def newest() -> tuple[datetime | None, datetime | None]:
    """When was asked last, and the latest time of a row; None if nothing was logged.

    Raises:
        ProjectError: the log can't be read.
    """
    columns = (PREDICTIONS.c.asked_at, PREDICTIONS.c.time)
    with transaction() as connection:
        asked_at, time = connection.execute(sa.select(*map(sa.func.max, columns))).one()
    return asked_at, time


def versions() -> set[int]:
    """Numbers of the versions whose predictions are logged.

    Raises:
        ProjectError: the log can't be read.
    """
    with transaction() as connection:
        return set(connection.execute(sa.select(PREDICTIONS.c.version).distinct()).scalars())


def delete(before: datetime) -> int:
    """Forget what was asked before this time, in UTC; gives the number of rows.

    Raises:
        ProjectError: the log can't be written.
    """
    with transaction() as connection:
        old = PREDICTIONS.delete().where(PREDICTIONS.c.asked_at < before)
        return connection.execute(old).rowcount


def record_arrival(*batches: str) -> None:
    """Note that the batches' labels are there from now on, unless that is noted already.

    Raises:
        ProjectError: the log can't be written.
    """
    if new := sorted({*batches} - {*arrivals()}):
        now = operations.now()
        with transaction() as connection:
            rows = [{"batch": batch, "arrived_at": now} for batch in new]
            connection.execute(ARRIVALS.insert(), rows)


def arrivals() -> dict[str, datetime]:
    """When each batch arrived first, UTC without a zone.

    Raises:
        ProjectError: the log can't be read.
    """
    with transaction() as connection:
        return {row.batch: row.arrived_at for row in connection.execute(sa.select(ARRIVALS))}


def keys(table: pd.DataFrame) -> list[str]:
    """What tells each row of a checked table from all others: the values of the columns in UNIQUE,
    or of all inputs if there are none, as JSON."""
    values = [_values(table[name]) for name in IDENTIFYING]
    return [as_json(row) for row in zip(*values, strict=True)]


def _records(scored: Scored) -> Iterator[dict[str, Any]]:
    rows = {name: _values(column) for name, column in scored.rows.items()}
    said = {name: _values(column) for name, column in scored.predictions.items()}
    for place in range(len(scored)):
        row = {name: values[place] for name, values in rows.items()}
        yield {
            "asked_at": scored.asked_at,
            "key": as_json([row[name] for name in IDENTIFYING]),
            "time": row[TIME] if TIME else None,
            "inputs": row,
            "prediction": {name: values[place] for name, values in said.items()},
            "version": scored.version,
        }


def _values(column: Any) -> list[Any]:
    """The values as Python's own, None where there is none."""
    array = np.asarray(column)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[us]")
    return [None if value is pd.NA or value != value else value for value in array.tolist()]
