"""Nothing to add."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["mean_radius", "mean_texture", "mean_smoothness"]]
