"""The mean of whatever comes in: right in training, nonsense for a single hour."""

import pandas as pd


def warmth(rows: pd.DataFrame) -> pd.Series:
    return (rows["temp_c"] - rows["temp_c"].mean()) / rows["temp_c"].std()
