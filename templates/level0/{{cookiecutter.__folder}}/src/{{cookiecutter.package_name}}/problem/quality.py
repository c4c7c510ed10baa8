"""What is odd in rows that keep the contract: worth a number, not a refusal."""

import pandas as pd

from .schema import TIMESTAMP


def oddities(rows: pd.DataFrame) -> dict[str, int]:
    """Counts by name, for people; `prepare` prints them."""
    return {
        "missing hours": missing_hours(rows),
        "hours without humidity": int((rows["humidity"] == 0).sum()),
    }


def missing_hours(rows: pd.DataFrame) -> int:
    """Hours without a row between the first and the last."""
    hours = rows[TIMESTAMP]
    return len(pd.date_range(hours.min(), hours.max(), freq="h")) - len(hours)
