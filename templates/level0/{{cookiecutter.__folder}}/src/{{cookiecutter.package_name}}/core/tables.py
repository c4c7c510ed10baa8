"""Tables that keep the data contract, or say in which rows and columns they break it."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from ..problem.schema import OBSERVATIONS, TIMESTAMP
from .errors import ProjectError
from .files import need, write_whole
from .paths import LANDING, shown

SHOWN_PROBLEMS = 10


def read_text_table(path: Path) -> pd.DataFrame:
    """Read a CSV file with every value as text, so that the contract sees what was written.

    Raises:
        ProjectError: the file is missing, empty or no CSV.
    """
    if not path.is_file():
        raise ProjectError(f"{shown(path)}: no such file")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shown(path)}: not a CSV table: {error}") from error


def check(rows: pd.DataFrame, contract: pa.DataFrameSchema, name: str) -> pd.DataFrame:
    """The rows with the contract's types.

    Raises:
        ProjectError: naming the rows (1 is the first below the header) and columns at fault.
    """
    if rows.empty:
        raise ProjectError(f"{name}: no rows")
    try:
        return contract.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        raise ProjectError(f"{name}: {_explain(error.failure_cases)}") from error


def _explain(failures: pd.DataFrame) -> str:
    problems = [_problem(failure) for failure in failures.to_dict("records")]
    # A value that is no number also fails the range that follows: once is enough.
    problems = list(dict.fromkeys(problem for problem in problems if problem))
    lines = [f"breaks the data contract in {len(problems)} place(s)", *problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"... and {len(problems) - SHOWN_PROBLEMS} more")
    return "\n  ".join(lines)


def _problem(failure: dict[Hashable, Any]) -> str:
    value, check_name = failure["failure_case"], str(failure["check"])
    if check_name == "column_in_dataframe":
        return f"column {value}: missing"
    if check_name == "column_in_schema":
        return f"column {value}: not in the contract"
    if pd.isna(failure["index"]):
        # The type of a whole column; its bad values have been named one by one.
        return ""
    row = f"row {int(failure['index']) + 1}, column {failure['column']}"
    if check_name == "not_nullable":
        return f"{row}: empty"
    if check_name == "field_uniqueness":
        return f"{row}: {value} is there twice"
    if check_name.startswith("coerce_dtype"):
        kind = check_name.removeprefix("coerce_dtype('").removesuffix("')")
        return f"{row}: {value!r} is not of type {kind}"
    return f"{row}: {value!r} fails {check_name}"


def landed_months(landing: Path = LANDING) -> list[str]:
    """Months that have landed, oldest first."""
    return sorted(path.stem for path in landing.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].csv"))


def read_landed(month: str, landing: Path = LANDING) -> pd.DataFrame:
    """One landed month, checked; rows in order of time.

    Raises:
        ProjectError: the file breaks the contract, or holds hours of another month.
    """
    path = landing / f"{month}.csv"
    rows = check(read_text_table(path), OBSERVATIONS, shown(path))
    strangers = rows.index[rows[TIMESTAMP].dt.strftime("%Y-%m") != month]
    if len(strangers):
        raise ProjectError(
            f"{shown(path)}: row {strangers[0] + 1}, column {TIMESTAMP}: not in {month}"
        )
    return rows.sort_values(TIMESTAMP, ignore_index=True)


def load_landing(landing: Path = LANDING) -> pd.DataFrame:
    """All landed months as one checked table.

    Raises:
        ProjectError: no month has landed, or one breaks the contract.
    """
    months = landed_months(landing)
    if not months:
        raise ProjectError(f"no month in {shown(landing)}: run `uv run poe extract` first")
    return pd.concat([read_landed(month, landing) for month in months], ignore_index=True)


def write_table(path: Path, rows: pd.DataFrame) -> None:
    """Write rows as CSV, whole or not at all."""
    write_whole(path, lambda part: rows.to_csv(part, index=False, lineterminator="\n"))


def read_table(path: Path, made_by: str) -> pd.DataFrame:
    """Read checked rows that the step `made_by` wrote.

    Raises:
        ProjectError: the file isn't there, or no longer keeps the contract.
    """
    need(path, made_by)
    return check(read_text_table(path), OBSERVATIONS, shown(path))
