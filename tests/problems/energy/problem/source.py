"""A Parquet file."""

from pathlib import Path

import pandas as pd

FILE = Path(__file__).resolve().parents[3] / "data" / "source" / "hours.parquet"


def _weeks(times: pd.Series) -> pd.Series:
    """The Monday of each time's week."""
    return (times - pd.to_timedelta(times.dt.dayofweek, unit="D")).dt.strftime("%Y-%m-%d")


def batches() -> list[str]:
    return sorted(_weeks(pd.read_parquet(FILE, columns=["time"])["time"]).unique())


def read_batch(name: str) -> pd.DataFrame:
    rows = pd.read_parquet(FILE)
    return rows[_weeks(rows["time"]) == name]
