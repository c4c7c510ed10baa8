"""How much of a month is there."""

import pandas as pd

from .schema import TIMESTAMP


def missing_share(rows: pd.DataFrame, month: str) -> float:
    """Share of the days of `month` ("YYYY-MM") without a row; three are holidays."""
    days = pd.Period(month, freq="M").days_in_month - 3
    return max(0.0, 1 - rows[TIMESTAMP].nunique() / days)
