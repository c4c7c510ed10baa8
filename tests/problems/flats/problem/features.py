"""Size, rooms, and time gone by."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "square_metres": rows["square_metres"],
            "rooms": rows["rooms"].fillna(0),
            "months": rows["let_on"].dt.year * 12 + rows["let_on"].dt.month,
        }
    )
