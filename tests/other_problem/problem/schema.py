"""A row a machine and day."""

import pandera.pandas as pa

TIMESTAMP = "day"
TARGET = "failed"

INPUTS = pa.DataFrameSchema(
    {
        TIMESTAMP: pa.Column(pa.DateTime, metadata={"example": "2024-06-01"}),
        "maker": pa.Column(str, pa.Check.isin(["north", "south"]), metadata={"example": "north"}),
        "load": pa.Column(float, pa.Check.in_range(0, 1), metadata={"example": 0.4}),
        "age_years": pa.Column(int, pa.Check.ge(0), metadata={"example": 7}),
    },
    strict=True,
    coerce=True,
)
OBSERVATIONS = INPUTS.add_columns({TARGET: pa.Column(int, pa.Check.isin([0, 1]))})
