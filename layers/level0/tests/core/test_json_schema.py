"""A contract as JSON Schema."""

import json

import pandas as pd
import pandera.pandas as pa

from {{ cookiecutter.package_name }}.core.json_schema import record_schema


def test_types_limits_choices_and_missing_values() -> None:
    contract = pa.DataFrameSchema(
        {
            "at": pa.Column(pa.DateTime, pa.Check.ge(pd.Timestamp("2024-01-01"))),
            "open": pa.Column(bool),
            "count": pa.Column("Int64", pa.Check.gt(-1), nullable=True),
            "size": pa.Column(float, [pa.Check.ge(1), pa.Check.lt(9)], description="in m"),
            "kind": pa.Column(str, pa.Check.isin(["a", "b"]), metadata={"example": "a"}),
            "code": pa.Column(str, pa.Check.str_length(2, 5), required=False),
        }
    )
    schema = record_schema(contract)
    assert schema["properties"] == {
        "at": {"type": "string"},
        "open": {"type": "boolean"},
        "count": {"type": ["integer", "null"], "exclusiveMinimum": -1},
        "size": {"type": "number", "minimum": 1, "exclusiveMaximum": 9, "description": "in m"},
        "kind": {"type": "string", "enum": ["a", "b"], "examples": ["a"]},
        "code": {"type": "string", "minLength": 2, "maxLength": 5},
    }
    assert schema["required"] == ["at", "open", "count", "size", "kind"]
    json.dumps(schema)
