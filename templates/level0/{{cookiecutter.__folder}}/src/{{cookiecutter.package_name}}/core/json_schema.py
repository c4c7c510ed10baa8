"""The data contract as JSON Schema, for those who don't read Python."""

from typing import Any

import pandera.pandas as pa
from pandera import dtypes

# Check -> what its figures are called in JSON Schema.
LIMITS = {
    "greater_than_or_equal_to": {"min_value": "minimum"},
    "greater_than": {"min_value": "exclusiveMinimum"},
    "less_than_or_equal_to": {"max_value": "maximum"},
    "less_than": {"max_value": "exclusiveMaximum"},
    "in_range": {"min_value": "minimum", "max_value": "maximum"},
    "isin": {"allowed_values": "enum"},
    "str_length": {"min_value": "minLength", "max_value": "maxLength"},
}


def record_schema(contract: pa.DataFrameSchema) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one row: types, ranges, choices, descriptions, examples."""
    properties = {name: _property(column) for name, column in contract.columns.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": [name for name, column in contract.columns.items() if column.required],
        "additionalProperties": False,
    }


def _property(column: pa.Column) -> dict[str, Any]:
    kind = _type(column.dtype)
    described: dict[str, Any] = {"type": [kind, "null"] if column.nullable else kind}
    for check in column.checks or []:
        names = LIMITS.get(str(check.name), {})
        for figure, value in (check.statistics or {}).items():
            # Limits of times can't be said in JSON Schema.
            if figure in names and value is not None and not dtypes.is_datetime(column.dtype):
                described[names[figure]] = value
    if column.description:
        described["description"] = column.description
    if column.metadata and "example" in column.metadata:
        described["examples"] = [column.metadata["example"]]
    return described


def _type(dtype: Any) -> str:
    if dtypes.is_bool(dtype):
        return "boolean"
    if dtypes.is_int(dtype):
        return "integer"
    if dtypes.is_float(dtype):
        return "number"
    return "string"
