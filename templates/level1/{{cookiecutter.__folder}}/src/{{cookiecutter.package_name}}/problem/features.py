"""From rows that keep the contract to what the model sees; the same for training and scoring."""

import pandas as pd

from .schema import TIMESTAMP, WEATHER


def build(rows: pd.DataFrame) -> pd.DataFrame:
    """Features of each row: one row in, one row out, same order and index.

    A row's features depend on that row alone, so a service can score a single hour.
    """
    hours = rows[TIMESTAMP].dt
    return pd.DataFrame(
        {
            "hour": hours.hour,
            "day_of_week": hours.day_of_week,
            "workingday": rows["workingday"],
            "holiday": rows["holiday"],
            "weather": pd.Categorical(rows["weather"], categories=WEATHER),
            "temp_c": rows["temp_c"],
            # No hour is perfectly dry: the sensor writes 0 when it fails.
            "humidity": rows["humidity"].where(rows["humidity"] > 0),
            "windspeed_kmh": rows["windspeed_kmh"],
        },
        index=rows.index,
    )
