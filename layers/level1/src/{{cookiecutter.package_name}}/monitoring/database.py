"""The database of the log of predictions: its tables, and the way to it."""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json
from sqlalchemy.exc import SQLAlchemyError

from .. import operations
from ..core.errors import ProjectError

METADATA = sa.MetaData()
PREDICTIONS = sa.Table(
    "predictions",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("asked_at", sa.DateTime, nullable=False, index=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("time", sa.DateTime, index=True),
    sa.Column("inputs", sa.JSON, nullable=False),
    sa.Column("prediction", sa.JSON, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
ARRIVALS = sa.Table(
    "arrivals",
    METADATA,
    sa.Column("batch", sa.String(200), primary_key=True),
    sa.Column("arrived_at", sa.DateTime, nullable=False),
)


@contextmanager
def transaction() -> Generator[sa.Connection]:
    """One transaction on the log, whose tables are there.

    Raises:
        ProjectError: whatever the database says is wrong.
    """
    url = operations.predictions_url()
    try:
        engine = _engine(url)
        # Two processes that create the tables at once would be in each other's way.
        with operations.lock("predictions"):
            METADATA.create_all(engine)
        with engine.begin() as connection:
            yield connection
    # ImportError: the driver of a database that isn't installed. OSError: of the lock.
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise ProjectError(operations.unusable("prediction log", url, error)) from error


@cache
def _engine(url: str) -> sa.Engine:
    # No connection is kept open: the file may be moved, the server started again.
    return sa.create_engine(url, poolclass=sa.NullPool, json_serializer=as_json)


def as_json(value: Any) -> str:
    """Dates included."""
    return to_json(value).decode()
