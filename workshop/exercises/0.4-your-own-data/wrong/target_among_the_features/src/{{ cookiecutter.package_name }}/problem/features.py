"""The kind of day, and the shop."""

import pandas as pd


def build(rows: pd.DataFrame) -> pd.DataFrame:
    shops = pd.CategoricalDtype(["harbour", "market", "station"])
    return pd.DataFrame(
        {
            "weekday": rows["day"].dt.dayofweek,
            "discount": rows["discount"].astype(int),
            "amount_of_the_day": rows["amount"],
            "shop": rows["shop"].astype(shops),
        }
    )
