"""The source system, here a file with two years of rides; replace it by your query or API."""

from functools import cache
from pathlib import Path

import pandas as pd

SOURCE = Path(__file__).resolve().parents[3] / "data" / "source" / "bike_sharing.csv.gz"


@cache
def _rows() -> pd.DataFrame:
    return pd.read_csv(SOURCE, dtype=str)


def batches() -> list[str]:
    """Months that the source holds, as "YYYY-MM", oldest first."""
    return sorted(_rows()["timestamp"].str.slice(0, 7).unique())


def read_batch(name: str) -> pd.DataFrame:
    """One month's rows as the source gives them: nothing parsed, nothing repaired."""
    rows = _rows()
    return rows[rows["timestamp"].str.startswith(name)].reset_index(drop=True)
