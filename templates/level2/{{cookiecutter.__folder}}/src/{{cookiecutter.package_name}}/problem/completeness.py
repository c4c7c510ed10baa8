"""How much of a month is there."""

import pandas as pd

from .schema import TIMESTAMP


def missing_share(rows: pd.DataFrame, month: str) -> float:
    """Share of the hours of `month` ("YYYY-MM") without a row. A file cut short shows here."""
    hours = pd.Period(month, freq="M").days_in_month * 24
    return 1 - rows[TIMESTAMP].nunique() / hours
