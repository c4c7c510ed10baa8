"""The source system, here a file with two years of rides; replace it by your query or API."""

from functools import cache

import pandas as pd

from ..core.paths import ROOT

SOURCE = ROOT / "data" / "source" / "bike_sharing.csv.gz"


@cache
def _rows() -> pd.DataFrame:
    return pd.read_csv(SOURCE, dtype=str)


def months() -> list[str]:
    """Months that the source holds, as "YYYY-MM", oldest first."""
    return sorted(_rows()["timestamp"].str.slice(0, 7).unique())


def read_month(month: str) -> pd.DataFrame:
    """One month's rows as the source gives them: nothing parsed, nothing repaired."""
    rows = _rows()
    return rows[rows["timestamp"].str.startswith(month)].reset_index(drop=True)
