"""Nearly right: the shops that are open are counted among the rows that come in together."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    shops = pd.CategoricalDtype(["harbour", "market", "station"])
    return pd.DataFrame(
        {
            "weekday": rows["day"].dt.dayofweek,
            "discount": rows["discount"].astype(int),
            "open_shops": rows.groupby("day")["shop"].transform("count"),
            "shop": rows["shop"].astype(shops),
        }
    )
