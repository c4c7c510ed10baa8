"""Tables that keep the data contract, or say in which rows and columns they break it.

The contract is a pydantic model of one row. What it says of a single value is checked column by
column, ten times as fast as row by row; a model with validators of its own is checked by rows.
"""

import re
import reprlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args

import pandas as pd
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ..problem.schema import TIME, UNIQUE
from .errors import ContractError, ProjectError
from .files import write_whole
from .paths import shown

SHOWN_PROBLEMS = 10
SHOWN_LETTERS = 40
# Values by column; (row, what is wrong there).
Values = dict[str, list[Any]]
Problems = list[tuple[int, str]]
DECIMAL_COMMA = re.compile(r"\s*[+-]?[\d.]*,\d+\s*")


def columns(model: type[BaseModel]) -> list[str]:
    """Names of the columns, in the contract's order."""
    return list(_fields(model))


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of one row, for those who don't read Python."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | model.model_json_schema(by_alias=True)


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file with every value as text, so that the contract sees what was written.

    Raises:
        ProjectError: the file is missing, empty or no table.
    """
    if not path.is_file():
        raise ProjectError(f"{shown(path)}: no such file")
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        separator = max(",;\t", key=header.count)
        # utf-8-sig: Excel writes a mark before the first character.
        table = pd.read_csv(
            path,
            sep=separator,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8-sig",
        )
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shown(path)}: not a CSV table: {str(error).strip()}") from error
    except OSError as error:
        raise ProjectError(f"{shown(path)}: {error.strerror or error}") from error
    if not isinstance(table.index, pd.RangeIndex):
        # pandas takes what is too much for a column of names of the rows.
        raise ProjectError(f"{shown(path)}: its rows have more fields than its header")
    return table


def write_csv(path: Path, rows: pd.DataFrame) -> None:
    """Write rows as CSV, whole or not at all."""
    write_whole(path, lambda part: rows.to_csv(part, index=False, lineterminator="\n"))


def check(table: pd.DataFrame, model: type[BaseModel], name: str) -> pd.DataFrame:
    """The rows with the contract's types, its columns in its order; the index is kept.

    Raises:
        ContractError: naming the rows (1 is the first below the header) and columns at fault.
    """
    if table.empty:
        raise ProjectError(f"{name}: no rows")
    fields = _fields(model)
    required = [column for column, field in fields.items() if field.is_required()]
    problems = [f"column {column}: missing" for column in required if column not in table]
    others = [_short(column) for column in table.columns if column not in fields]
    problems += [f"column {column}: not in the contract" for column in others]
    if not problems:
        typed, problems = _typed(table.astype(object).where(table.notna(), None), model)
    if not problems:
        rows = pd.DataFrame({name: _series(typed[name], fields[name]) for name in fields})
        problems = _repeated(rows)
    if problems:
        more = len(problems) - SHOWN_PROBLEMS
        lines = [f"{name}: breaks the data contract in {len(problems)} place(s)"]
        lines += problems[:SHOWN_PROBLEMS]
        if more > 0:
            lines.append(f"... and {more} more")
        raise ContractError("\n  ".join(lines), problems)
    return rows.set_axis(table.index)


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Fields by the name of their column: an alias, where the name is one of pydantic's own."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _typed(table: pd.DataFrame, model: type[BaseModel]) -> tuple[Values, list[str]]:
    decorators = model.__pydantic_decorators__
    by_rows = decorators.field_validators or decorators.model_validators
    typed, problems = (_by_rows if by_rows else _by_columns)(table, model)
    return typed, [text for _, text in sorted(problems, key=lambda problem: problem[0])]


def _by_columns(table: pd.DataFrame, model: type[BaseModel]) -> tuple[Values, Problems]:
    typed, problems = {}, Problems()
    for column, field in _fields(model).items():
        if column not in table:
            typed[column] = [field.get_default(call_default_factory=True)] * len(table)
            continue
        kind: Any = field.annotation
        for limit in field.metadata:
            kind = Annotated[kind, limit]
        adapter = TypeAdapter(list[kind], config=model.model_config)
        try:
            typed[column] = adapter.validate_python(table[column].tolist())
        except ValidationError as error:
            problems += _explain(error, column)
    return typed, problems


def _by_rows(table: pd.DataFrame, model: Any) -> tuple[Values, Problems]:
    try:
        rows = TypeAdapter(list[model]).validate_python(table.to_dict("records"))
    except ValidationError as error:
        return {}, list(_explain(error))
    dumped = [row.model_dump(by_alias=True) for row in rows]
    return {column: [row[column] for row in dumped] for column in _fields(model)}, []


def _series(values: list[Any], field: FieldInfo) -> pd.Series:
    # Of an optional column, the type beside None.
    kinds = get_args(field.annotation) or (field.annotation,)
    # A column of nothing but empty cells has its type all the same.
    if float in kinds or (int in kinds and type(None) in kinds):
        return pd.Series(values, dtype=float)
    if any(isinstance(kind, type) and issubclass(kind, date) for kind in kinds):
        return pd.to_datetime(pd.Series(values, dtype=object))
    return pd.Series(values)


def _explain(error: ValidationError, column: str = "") -> Iterator[tuple[int, str]]:
    for problem in error.errors(include_url=False):
        row, *place = problem["loc"]
        at = column or ", ".join(map(str, place[:1]))
        where = f"row {int(row) + 1}" + (f", column {at}" if at else "")
        yield int(row), f"{where}: {_reason(problem)}"


def _reason(problem: Any) -> str:
    value, reason = problem["input"], problem["msg"].removeprefix("Value error, ")
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return reason
    number = problem["type"] in ("float_parsing", "int_parsing", "decimal_parsing")
    if number and DECIMAL_COMMA.fullmatch(str(value)):
        reason = "write decimals with a point, not with a comma"
    return f"{reprlib.repr(value)}: {reason[0].lower()}{reason[1:]}"


def _repeated(rows: pd.DataFrame) -> list[str]:
    if not UNIQUE or not set(UNIQUE) <= set(rows):
        return []
    where = f"column{'s' if UNIQUE[1:] else ''} {', '.join(UNIQUE)}"
    advice = ""
    if TIME in UNIQUE:
        advice = " (the hour that comes twice at the end of summer time? keep one)"
    repeated = rows.loc[rows.duplicated(UNIQUE, keep=False), UNIQUE]
    return [
        f"row {row + 1}, {where}: {', '.join(map(_short, values))} is there twice{advice}"
        for row, *values in repeated.itertuples(name=None)
    ]


def _short(value: object) -> str:
    # It ends in logs and reports, and may be personal.
    text = str(value)
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}..."
