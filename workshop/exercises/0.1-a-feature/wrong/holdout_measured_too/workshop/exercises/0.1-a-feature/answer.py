"""Nearly right: the month that is held out has been measured too."""

import pandas as pd


def warmth(rows: pd.DataFrame) -> pd.Series:
    return (rows["temp_c"] - 12.227) / 9.356
