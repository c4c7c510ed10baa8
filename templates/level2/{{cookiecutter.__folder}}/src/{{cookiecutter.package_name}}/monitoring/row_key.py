"""What tells one row from another, so that a label finds its prediction."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import pandera.pandas as pa

from ..problem.schema import INPUTS


def identifying(contract: pa.DataFrameSchema) -> list[str]:
    """The columns that the contract declares unique, alone or together; all if it declares none."""
    alone = [name for name, column in contract.columns.items() if column.unique]
    if alone:
        return alone[:1]
    together = contract.unique or list(contract.columns)
    return [together] if isinstance(together, str) else together


NAMES = list(INPUTS.columns)
POSITIONS = [NAMES.index(name) for name in identifying(INPUTS)]


def key(row: Sequence[Any]) -> str:
    """Key of a row whose values are in the contract's order of columns."""
    text = "\x1f".join(_text(row[position]) for position in POSITIONS)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def keys(rows: pd.DataFrame) -> list[str]:
    """Keys of a table that keeps the contract."""
    return [key(row) for row in rows[NAMES].itertuples(index=False, name=None)]


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
