"""Tables that keep the data contract, or say in which rows and columns they break it."""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.dtypes import is_bool, is_datetime

from ..problem.schema import OBSERVATIONS, TIMESTAMP
from .errors import ContractError, ProjectError
from .files import need, write_whole
from .paths import LANDING, shown

SHOWN_PROBLEMS = 10
# Local time: a zone would be dropped, or shift the hours.
TIME = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?"
TRUTH = {"true": True, "1": True, "false": False, "0": False}


def read_text_table(path: Path) -> pd.DataFrame:
    """Read a CSV file with every value as text, so that the contract sees what was written.

    Raises:
        ProjectError: the file is missing, empty or no CSV.
    """
    if not path.is_file():
        raise ProjectError(f"{shown(path)}: no such file")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shown(path)}: not a CSV table: {str(error).strip()}") from error
    if not isinstance(table.index, pd.RangeIndex):
        # pandas takes what is too much for a column of names of the rows.
        raise ProjectError(f"{shown(path)}: its rows have more fields than its header")
    return table


def check(rows: pd.DataFrame, contract: pa.DataFrameSchema, name: str) -> pd.DataFrame:
    """The rows with the contract's types.

    Raises:
        ContractError: naming the rows (1 is the first below the header) and columns at fault.
    """
    if rows.empty:
        raise ProjectError(f"{name}: no rows")
    parsed, problems = _parse(rows.reset_index(drop=True), contract)
    try:
        checked = contract.validate(parsed, lazy=True)
    except pa.errors.SchemaErrors as error:
        problems |= {
            place: problem
            for place, problem in _problems(error.failure_cases).items()
            if place not in problems
        }
    if problems:
        every = list(problems.values())
        raise ContractError(f"{name}: {_list(every)}", every)
    return checked.set_axis(rows.index)


# (row, column) -> what is wrong there; the row is None for a whole column.
Problems = dict[tuple[int | None, str], str]


def _parse(rows: pd.DataFrame, contract: pa.DataFrameSchema) -> tuple[pd.DataFrame, Problems]:
    """Read the text of times and truth values: pandas takes "False" for true, and guesses dates."""
    rows, problems = rows.copy(), Problems()
    for name, column in contract.columns.items():
        if name not in rows or not pd.api.types.is_string_dtype(rows[name]):
            continue
        text = rows[name]
        if is_datetime(column.dtype):
            fitting = text.where(text.str.fullmatch(TIME, na=False))
            parsed = pd.to_datetime(fitting, format="ISO8601", errors="coerce")
            kind, wrong = "a time like 2024-01-31T05:00 or 2024-01-31", text.notna() & parsed.isna()
        elif is_bool(column.dtype):
            parsed = text.str.lower().map(TRUTH)
            kind, wrong = "true or false", text.notna() & parsed.isna()
            if not column.nullable:
                wrong, parsed = parsed.isna(), parsed.fillna(False).astype(bool)
        else:
            continue
        rows[name] = parsed
        for row in rows.index[wrong]:
            problems[row, name] = f"row {row + 1}, column {name}: {_shown(text[row])} is not {kind}"
    return rows, problems


def _problems(failures: pd.DataFrame) -> Problems:
    # After a value of another type, the checks of its whole column speak of nothing.
    typed = failures["check"].map(lambda check: str(check).startswith("coerce_dtype"))
    broken = set(failures.loc[typed, "column"])
    together = failures.loc[failures["check"] == "multiple_fields_uniqueness", "column"].unique()
    problems = Problems()
    for failure in failures[typed | ~failures["column"].isin(broken)].to_dict("records"):
        value, check_name = failure["failure_case"], str(failure["check"])
        if check_name == "column_in_dataframe":
            problems[None, str(value)] = f"column {value}: missing"
        elif check_name == "column_in_schema":
            problems[None, str(value)] = f"column {value}: not in the contract"
        elif pd.isna(failure["index"]):
            # The type of a column as a whole: its bad values are named one by one, if it has any.
            column = str(failure["column"])
            problems[None, column] = f"column {column}: {_reason(value, check_name)}"
        elif check_name == "multiple_fields_uniqueness":
            # Reported for each of the columns; it is one problem of the row.
            row, columns = int(failure["index"]), ", ".join(together)
            problems[row, columns] = f"row {row + 1}, columns {columns}: there twice together"
        else:
            row, column = int(failure["index"]), str(failure["column"])
            reason = _reason(value, check_name)
            problems.setdefault((row, column), f"row {row + 1}, column {column}: {reason}")
    named = {column for row, column in problems if row is not None}
    return {
        (row, column): problem
        for (row, column), problem in problems.items()
        if row is not None or column not in named
    }


def _reason(value: object, check_name: str) -> str:
    if check_name == "not_nullable" or (isinstance(value, float) and pd.isna(value)):
        return "empty"
    if check_name == "field_uniqueness":
        return f"{value} is there twice"
    if check_name.startswith("coerce_dtype"):
        kind = check_name.removeprefix("coerce_dtype('").removesuffix("')")
        return f"{_shown(value)} is not of type {kind}"
    return f"{_shown(value)} fails {check_name}"


def _shown(value: object) -> str:
    return "empty" if isinstance(value, float) and pd.isna(value) else repr(value)


def _list(problems: list[str]) -> str:
    lines = [f"breaks the data contract in {len(problems)} place(s)", *problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(f"... and {len(problems) - SHOWN_PROBLEMS} more")
    return "\n  ".join(lines)


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
