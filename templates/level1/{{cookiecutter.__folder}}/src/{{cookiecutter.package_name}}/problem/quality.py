"""What is odd in rows that keep the contract: worth a number, not a refusal."""

import pandas as pd


def oddities(rows: pd.DataFrame) -> dict[str, int]:
    """Counts by name, for people; `prepare` prints them."""
    return {
        "missing hours": missing_hours(rows),
        "hours without humidity": int((rows["humidity"] == 0).sum()),
    }


def missing_hours(rows: pd.DataFrame) -> int:
    """Hours without a row between the first and the last."""
    hours = rows["timestamp"]
    return len(pd.date_range(hours.min(), hours.max(), freq="h")) - len(hours)


def missing_share(rows: pd.DataFrame, batch: str) -> float:
    """Share of the month's hours without a row. A file cut short shows here."""
    hours = pd.Period(batch, freq="M").days_in_month * 24
    return 1 - rows["timestamp"].nunique() / hours
