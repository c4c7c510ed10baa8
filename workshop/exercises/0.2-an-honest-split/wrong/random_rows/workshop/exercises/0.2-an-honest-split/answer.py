"""As in many books: a sixth of the rows, at random."""

import pandas as pd


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    test = rows.sample(frac=1 / 6, random_state=0)
    return rows.drop(test.index), test
