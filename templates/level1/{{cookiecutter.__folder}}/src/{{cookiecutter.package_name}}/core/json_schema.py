"""The data contract as JSON Schema, for those who don't read Python."""

from typing import Any

import pandera.pandas as pa

_TYPES = {"int": "integer", "float": "number", "datetime": "string", "str": "string"}


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
    kind = str(column.dtype)
    name = next((json for start, json in _TYPES.items() if kind.startswith(start)), "string")
    described: dict[str, Any] = {"type": name}
    if kind.startswith("datetime"):
        described["format"] = "date-time"
    for check in column.checks or []:
        limits = check.statistics or {}
        if "allowed_values" in limits:
            described["enum"] = list(limits["allowed_values"])
        if limits.get("min_value") is not None:
            described["minimum"] = limits["min_value"]
        if limits.get("max_value") is not None:
            described["maximum"] = limits["max_value"]
    if column.nullable:
        described["type"] = [name, "null"]
    if column.description:
        described["description"] = column.description
    if column.metadata and "example" in column.metadata:
        described["examples"] = [column.metadata["example"]]
    return described
