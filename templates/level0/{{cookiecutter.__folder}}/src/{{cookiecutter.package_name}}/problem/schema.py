"""The data contract: what a row must look like to be trained on or scored."""

import pandera.pandas as pa

TIMESTAMP = "timestamp"
TARGET = "count"

WEATHER = ["clear", "mist", "light_rain", "heavy_rain"]

INPUTS = pa.DataFrameSchema(
    {
        TIMESTAMP: pa.Column(
            pa.DateTime,
            pa.Check(
                lambda hours: hours == hours.to_numpy().astype("datetime64[h]"),
                error="must be a full hour",
            ),
            unique=True,
            description="Start of the hour, local time",
            metadata={"example": "2011-07-01T08:00"},
        ),
        "holiday": pa.Column(
            int,
            pa.Check.isin([0, 1]),
            description="1 on a public holiday",
            metadata={"example": 0},
        ),
        "workingday": pa.Column(
            int,
            pa.Check.isin([0, 1]),
            description="1 on a day that is neither weekend nor holiday",
            metadata={"example": 1},
        ),
        "weather": pa.Column(
            str,
            pa.Check.isin(WEATHER),
            description="Weather in that hour",
            metadata={"example": "clear"},
        ),
        "temp_c": pa.Column(
            float,
            pa.Check.in_range(-30, 50),
            description="Temperature in degrees Celsius",
            metadata={"example": 27.3},
        ),
        "humidity": pa.Column(
            float,
            pa.Check.in_range(0, 100),
            description="Relative humidity in percent; 0 means that the sensor failed",
            metadata={"example": 62},
        ),
        "windspeed_kmh": pa.Column(
            float,
            pa.Check.in_range(0, 150),
            description="Wind speed in km/h",
            metadata={"example": 11.2},
        ),
    },
    strict=True,
    coerce=True,
)

OBSERVATIONS = INPUTS.add_columns(
    {
        TARGET: pa.Column(
            int,
            pa.Check.ge(0),
            description="Rides started in that hour",
            metadata={"example": 312},
        )
    }
)
