"""The hour and the weather."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"hour": rows["time"].dt.hour, "outside_c": rows["outside_c"]})
