"""A row a machine and day."""

import pandera.pandas as pa

TIMESTAMP = "day"
TARGET = "failed"

INPUTS = pa.DataFrameSchema(
    {
        TIMESTAMP: pa.Column(pa.DateTime),
        "maker": pa.Column(str, pa.Check.isin(["north", "south"])),
        "load": pa.Column(float, pa.Check.in_range(0, 1)),
        "age_years": pa.Column(int, pa.Check.ge(0)),
    },
    strict=True,
    coerce=True,
)
OBSERVATIONS = INPUTS.add_columns({TARGET: pa.Column(int, pa.Check.isin([0, 1]))})
