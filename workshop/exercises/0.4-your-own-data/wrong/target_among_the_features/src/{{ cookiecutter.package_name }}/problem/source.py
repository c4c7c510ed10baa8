"""Made-up readings of 40 machines, a row a machine and day."""

import numpy as np
import pandas as pd


def months() -> list[str]:
    return [f"2024-{number:02}" for number in range(1, 6)]


def read_month(month: str) -> pd.DataFrame:
    chance = np.random.default_rng(int(month[-2:]))
    days = pd.date_range(month, periods=28, freq="D")
    rows = len(days) * 40
    load = chance.uniform(0, 1, rows)
    age = chance.integers(0, 15, rows)
    odds = np.exp(4 * load + 0.2 * age - 5)
    return pd.DataFrame(
        {
            "day": np.repeat(days.strftime("%Y-%m-%d"), 40),
            "maker": chance.choice(["north", "south"], rows),
            "load": load.round(3),
            "age_years": age,
            "failed": (chance.uniform(size=rows) < odds / (1 + odds)).astype(int),
        }
    ).astype(str)
