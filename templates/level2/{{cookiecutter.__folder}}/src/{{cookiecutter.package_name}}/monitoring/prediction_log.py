"""What was predicted, when, from what and by which version: a table in a database."""

import json
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from .. import operations
from ..core.errors import ProjectError
from ..problem.schema import INPUTS, TIMESTAMP
from .row_key import key

log = logging.getLogger(__name__)

WRITE_SECONDS = 0.5
RETRY_SECONDS = 5.0
STOP_SECONDS = 10.0
# Requests in one transaction.
CHUNK = 1000
# `json.dumps` makes an encoder at every call that has settings, which takes longer than a row.
TO_JSON = json.JSONEncoder(default=str).encode

TABLE = sa.Table(
    "predictions",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("requested_at", sa.DateTime, nullable=False),
    sa.Column("timestamp", sa.DateTime, nullable=False, index=True),
    sa.Column("row_key", sa.String(32), nullable=False, index=True),
    sa.Column("inputs", sa.JSON, nullable=False),
    sa.Column("prediction", sa.Float(53), nullable=False),
    sa.Column("model_version", sa.Integer, nullable=False),
)


def engine(url: str) -> sa.Engine:
    """The database, not yet connected to.

    Raises:
        ProjectError: the URL is none, or its driver isn't installed.
    """
    try:
        made = sa.create_engine(url, pool_pre_ping=True, json_serializer=TO_JSON)
    except (ArgumentError, ImportError) as error:
        raise ProjectError(f"PREDICTIONS_URL: {error}") from error
    if made.dialect.name == "sqlite":
        operations.STATE.mkdir(parents=True, exist_ok=True)
        event.listen(made, "connect", _settle_sqlite)
    return made


def _settle_sqlite(connection: Any, _: Any) -> None:
    # Readers and the writer don't wait for each other; a power cut may cost the last write.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


@dataclass(frozen=True)
class Scored:
    """The rows of one request, in the contract's order of columns, and what came out."""

    requested_at: datetime
    rows: Sequence[tuple[Any, ...]]
    predictions: Sequence[float]
    version: int


class PredictionLog:
    """Writes from a thread of its own. What a request does is append to a list.

    While the database can't be written, up to `limit` predictions wait for it; those beyond are
    dropped and counted.
    """

    def __init__(self, url: str, limit: int) -> None:
        self.written = 0
        self.dropped = 0
        self.failing = False
        self._engine = engine(url)
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: list[Scored] = []
        self._count = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prediction log", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, within STOP_SECONDS, and end."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)
        self._engine.dispose()
        if self._count:
            log.warning("%d prediction(s) could not be logged", self._count)

    def put(self, scored: Scored) -> None:
        """Take one request's predictions. Never waits for the database, never raises."""
        with self._lock:
            if self._count + len(scored.rows) > self._limit:
                self.dropped += len(scored.rows)
                return
            self._waiting.append(scored)
            self._count += len(scored.rows)

    def _run(self) -> None:
        pause = WRITE_SECONDS
        while not self._stopping.wait(pause):
            pause = WRITE_SECONDS if self._write_all() else RETRY_SECONDS
        self._write_all()

    def _write_all(self) -> bool:
        """Whether all that waited is written now."""
        while True:
            with self._lock:
                batch = self._waiting[:CHUNK]
            if not batch:
                return True
            if not self._write(batch):
                return False

    def _write(self, batch: list[Scored]) -> bool:
        rows = [row for scored in batch for row in _rows(scored)]
        try:
            with self._engine.begin() as connection:
                TABLE.create(connection, checkfirst=True)
                connection.execute(TABLE.insert(), rows)
        # The service goes on whatever the database says; what waits is tried again.
        except Exception as error:
            if not self.failing:
                log.warning("predictions are not being logged: %s", str(error).splitlines()[0])
            self.failing = True
            return False
        if self.failing:
            log.warning("predictions are being logged again")
        self.failing = False
        with self._lock:
            del self._waiting[: len(batch)]
            self._count -= len(rows)
            self.written += len(rows)
        return True


def _rows(scored: Scored) -> Iterator[dict[str, Any]]:
    names = list(INPUTS.columns)
    at = names.index(TIMESTAMP)
    for row, prediction in zip(scored.rows, scored.predictions, strict=True):
        yield {
            "requested_at": scored.requested_at,
            "timestamp": row[at],
            "row_key": key(row),
            "inputs": dict(zip(names, row, strict=True)),
            "prediction": float(prediction),
            "model_version": scored.version,
        }


def read_last(
    url: str, *, inputs: bool = False, span: tuple[datetime, datetime] | None = None
) -> pd.DataFrame:
    """For each row the prediction that was asked for last, in order of time.

    The last, since it rests on the newest inputs and the newest model; so asking again for a row
    whose time is over would replace what was said in time.

    Args:
        span: only rows from the first time to before the second.

    Returns:
        timestamp, row_key, prediction, model_version; with `inputs` also the inputs, one dict a
        row. No rows while nothing was ever logged.

    Raises:
        ProjectError: the database can't be read.
    """
    wanted = ["timestamp", "row_key", "prediction", "model_version"]
    wanted += ["inputs"] if inputs else []
    newest = sa.select(sa.func.max(TABLE.c.id)).group_by(TABLE.c.row_key)
    query = sa.select(*(TABLE.c[name] for name in wanted)).where(TABLE.c.id.in_(newest))
    if span:
        query = query.where(TABLE.c.timestamp >= span[0], TABLE.c.timestamp < span[1])
    found = _query(url, query.order_by(TABLE.c.timestamp, TABLE.c.id))
    rows = pd.DataFrame(found, columns=wanted)
    # Without rows the columns have no types yet.
    types = {"timestamp": "datetime64[ns]", "prediction": float, "model_version": int}
    return rows.astype(types)


def count_by_month(url: str) -> dict[str, int]:
    """Predictions logged for the rows of each month ("YYYY-MM"), repeated ones included.

    Raises:
        ProjectError: the database can't be read.
    """
    year, month = (sa.extract(part, TABLE.c.timestamp) for part in ("year", "month"))
    query = sa.select(year, month, sa.func.count()).group_by(year, month).order_by(year, month)
    return {f"{int(y)}-{int(m):02d}": count for y, m, count in _query(url, query)}


def _query(url: str, query: sa.Executable) -> list[Any]:
    source = engine(url)
    try:
        with source.connect() as connection:
            if not sa.inspect(connection).has_table(TABLE.name):
                return []
            return [tuple(row) for row in connection.execute(query)]
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        place = source.url.render_as_string(hide_password=True)
        raise ProjectError(f"prediction log at {place}: {reason}") from error
    finally:
        source.dispose()
