"""By time, but cut where a fifth is left: in the middle of a month."""

import pandas as pd


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    cut = int(len(rows) * 0.8)
    return rows.iloc[:cut], rows.iloc[cut:]
