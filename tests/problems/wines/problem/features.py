"""What the glass says."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[["alcohol", "color_intensity", "hue"]]
