"""What a request may hold: the data contract, as the service checks it."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NaiveDatetime,
    ValidationError,
    create_model,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from ..problem.schema import INPUTS

Row = tuple[Any, ...]

# What pydantic checks in place of pandera. A check that isn't here is run by pandera itself.
_LIMITS = {
    "greater_than": {"min_value": "gt"},
    "greater_than_or_equal_to": {"min_value": "ge"},
    "less_than": {"max_value": "lt"},
    "less_than_or_equal_to": {"max_value": "le"},
}
# Values of a column that are remembered as good.
MANY = 100_000

_TYPES = {"int": int, "uint": int, "float": float, "bool": bool}


def _written(cell: Any) -> Any:
    # Not strict would take numbers, too: seconds since 1970, and nobody means them.
    if isinstance(cell, str) and cell[4:5] == "-":
        return cell
    raise PydanticCustomError("datetime_type", "Input should be a valid datetime or date as text")


# Not strict, so that a day alone is its midnight, as in a landed file.
Moment = Annotated[NaiveDatetime, Field(strict=False), BeforeValidator(_written)]


def batch_model(max_rows: int, contract: pa.DataFrameSchema = INPUTS) -> type[BaseModel]:
    """A model of a request: `{"rows": [...]}` with 1 to max_rows rows.

    That a column is unique says something of a table, not of a row: two requests for the same
    hour are fine, so it is not checked here.
    """
    fields: dict[str, Any] = {
        # Not the column's name: it may be one that pydantic or Python keeps for itself.
        f"column_{position}": (_annotation(column), _field(name, column))
        for position, (name, column) in enumerate(contract.columns.items())
    }
    settings = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    row = create_model("Row", __config__=settings, **fields)
    rows = Annotated[
        list[row],  # ty: ignore[invalid-type-form]
        Field(min_length=1, max_length=max_rows, description="Rows to score"),
    ]
    return create_model("Batch", __config__=ConfigDict(extra="forbid"), rows=(rows, ...))


def batch_schema(batch: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of a request without references, with an example that is filled in."""
    described = batch.model_json_schema()
    row = described.pop("$defs")["Row"]
    described["properties"]["rows"]["items"] = row
    example = {
        name: about["examples"][0]
        for name, about in row["properties"].items()
        if "examples" in about
    }
    return described | {"example": {"rows": [example]}}


def example_rows(contract: pa.DataFrameSchema = INPUTS) -> list[Row]:
    """The contract's own example as a row that is valid; none if it has no such example."""
    batch = batch_model(1, contract)
    try:
        return values(batch.model_validate_json(json.dumps(batch_schema(batch)["example"])))
    except ValidationError:
        return []


def values(batch: BaseModel) -> list[Row]:
    """The rows of a valid batch, each with its values in the contract's order."""
    return [tuple(row.__dict__.values()) for row in batch.__dict__["rows"]]


class Tables:
    """Turns valid rows into the contract's columns, in the types that training has them in."""

    def __init__(self, contract: pa.DataFrameSchema = INPUTS):
        self._columns = contract.columns
        self._plain = {name: _numpy_type(column) for name, column in contract.columns.items()}
        self._checks = [
            (name, check, _Passed())
            for name, column in contract.columns.items()
            for check in column.checks or []
            if not _choices(check) and not _limits(check)
        ]

    def arrays(self, rows: Sequence[Row]) -> dict[str, np.ndarray]:
        """Column -> array of shape (rows,); text as objects. For at least one row."""
        cells = zip(*rows, strict=True)
        return {
            name: np.array(column, dtype=plain or object)
            for (name, plain), column in zip(self._plain.items(), cells, strict=True)
        }

    def table(self, arrays: dict[str, np.ndarray]) -> pd.DataFrame:
        """The same as a table: what training has after its checks."""
        return pd.DataFrame(
            {
                name: cells if self._plain[name] else self._typed(name, cells.tolist())
                for name, cells in arrays.items()
            }
        )

    def _typed(self, name: str, cells: Sequence[Any]) -> pd.Series:
        if self._plain[name]:
            return pd.Series(np.array(cells, dtype=self._plain[name]))
        return self._columns[name].dtype.coerce(pd.Series(cells, dtype=object))

    def failures(self, rows: Sequence[Row]) -> list[tuple[int, str, str]]:
        """Position, column and message wherever a check fails that only pandera can do."""
        names = list(self._columns)
        found = []
        for name, check, passed in self._checks:
            at = names.index(name)
            new = [position for position, row in enumerate(rows) if row[at] not in passed]
            if new:
                cells = self._typed(name, [rows[position][at] for position in new])
                bad = [new[i] for i in _failing(check, cells)]
                message = str(check.error or check.name)
                found += [(position, name, message) for position in bad]
                passed.update(rows[position][at] for position in set(new) - set(bad))
        return found


class _Passed(set[Any]):
    """Values known to pass a check that judges each value alone: hours are asked for often."""

    def update(self, *values: Iterable[Any]) -> None:
        if len(self) > MANY:
            self.clear()
        super().update(*values)


def _failing(check: pa.Check, cells: pd.Series) -> Sequence[int]:
    # Pandera's report on a check costs as much as the check: only where there is something to tell.
    if _judges_rows(check) and np.all(check._check_fn(cells, **check._check_kwargs)):
        return []
    found = check(cells)
    if found.check_passed:
        return []
    # A check that judges the column as a whole has no cases: then every row is at fault.
    return range(len(cells)) if found.failure_cases is None else list(found.failure_cases.index)


def _judges_rows(check: pa.Check) -> bool:
    return not check.element_wise and check.groupby is None


def _numpy_type(column: pa.Column) -> np.dtype | None:
    kind = column.dtype.type
    plain = isinstance(kind, np.dtype) and kind.kind in "iufbM" and not column.nullable
    return kind if plain else None


def _annotation(column: pa.Column) -> Any:
    kind = str(column.dtype).lower()
    allowed = next(filter(None, map(_choices, column.checks or [])), None)
    if allowed:
        annotation: Any = Literal[*allowed]  # ty: ignore[invalid-type-form]
    elif kind.startswith("datetime"):
        annotation = AwareDatetime if getattr(column.dtype, "tz", None) else Moment
    else:
        annotation = next((kept for name, kept in _TYPES.items() if kind.startswith(name)), str)
    return annotation | None if column.nullable or not column.required else annotation


def _field(name: str, column: pa.Column) -> FieldInfo:
    limits = _what_fits(column)
    for check in column.checks or []:
        limits |= _limits(check)
    if column.description:
        limits["description"] = column.description
    if column.metadata and "example" in column.metadata:
        limits["examples"] = [column.metadata["example"]]
    return Field(... if column.required else None, alias=name, **limits)


def _what_fits(column: pa.Column) -> dict[str, Any]:
    """Limits that the column's type has by itself: beyond them numpy wraps around."""
    kind = str(column.dtype).lower()
    if kind.startswith("datetime") and not getattr(column.dtype, "tz", None):
        return {"ge": datetime(1678, 1, 1), "lt": datetime(2262, 1, 1)}
    if kind.startswith(("int", "uint")) and not any(map(_choices, column.checks or [])):
        whole = np.iinfo(kind)
        return {"ge": int(whole.min), "le": int(whole.max)}
    return {}


def _choices(check: pa.Check) -> list[Any] | None:
    allowed = (check.statistics or {}).get("allowed_values")
    # Literal, which stands for them, takes no other types.
    return list(allowed) if allowed and all(isinstance(v, str | int) for v in allowed) else None


def _limits(check: pa.Check) -> dict[str, Any]:
    found = check.statistics or {}
    if check.name == "in_range":
        low = "ge" if found.get("include_min", True) else "gt"
        high = "le" if found.get("include_max", True) else "lt"
        return {low: found["min_value"], high: found["max_value"]}
    return {limit: found[key] for key, limit in _LIMITS.get(str(check.name), {}).items()}
