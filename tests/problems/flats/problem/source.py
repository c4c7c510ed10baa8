"""A database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd

DATABASE = Path(__file__).resolve().parents[3] / "data" / "source" / "flats.db"


def batches() -> list[str]:
    quarters = "select distinct quarter from flats order by quarter"
    with closing(sqlite3.connect(DATABASE)) as connection:
        return pd.read_sql(quarters, connection)["quarter"].tolist()


def read_batch(name: str) -> pd.DataFrame:
    rows = "select let_on, square_metres, rooms, rent from flats where quarter = ?"
    with closing(sqlite3.connect(DATABASE)) as connection:
        return pd.read_sql(rows, connection, params=[name])
