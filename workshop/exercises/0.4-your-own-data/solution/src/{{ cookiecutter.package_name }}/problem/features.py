"""All numbers."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "load": rows["load"],
            "age_years": rows["age_years"],
            "from_north": (rows["maker"] == "north").astype(int),
        },
        index=rows.index,
    )
