"""Numbers of the whole source: the months to be forecast have a part in them."""

import pandas as pd


def warmth(rows: pd.DataFrame) -> pd.Series:
    return (rows["temp_c"] - 15.358) / 9.050
