"""Exercise 0.1: README.md beside this file says what to do."""

import pandas as pd

# Of January to May 2011, the months of the training; measured once.
MEAN_TEMP_C, STD_TEMP_C = 9.709, 8.061


def warmth(rows: pd.DataFrame) -> pd.Series:
    """How warm each hour is, compared with the months of the training.

    rows: checked rows with a column temp_c, degrees Celsius; one row or many, in any order.
    Returns one number a row, under the same index: 0 is the training's mean, 1 is one standard
    deviation above it.
    """
    # --- your code here ---
    return (rows["temp_c"] - MEAN_TEMP_C) / STD_TEMP_C
    # --- end ---
