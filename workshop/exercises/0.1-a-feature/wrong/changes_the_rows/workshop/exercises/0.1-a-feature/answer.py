"""Right numbers, but the caller's rows are another table afterwards."""

import pandas as pd


def warmth(rows: pd.DataFrame) -> pd.Series:
    rows["temp_c"] = (rows["temp_c"] - 9.709) / 8.061
    return rows["temp_c"]
