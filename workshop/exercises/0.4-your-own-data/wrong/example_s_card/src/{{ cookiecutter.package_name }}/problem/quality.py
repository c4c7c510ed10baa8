"""Nothing odd is known of."""

import pandas as pd


def oddities(rows: pd.DataFrame) -> dict[str, int]:
    return {"machine-days without load": int((rows["load"] == 0).sum())}
