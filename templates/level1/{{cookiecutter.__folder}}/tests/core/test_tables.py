"""Tables against a contract of their own."""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.tables import check, read_text_table

CONTRACT = pa.DataFrameSchema(
    {
        "at": pa.Column(pa.DateTime),
        "open": pa.Column(bool),
        "size": pa.Column(float, pa.Check.ge(0), nullable=True),
    },
    strict=True,
    coerce=True,
)


def table(**changed: list[str | None]) -> pd.DataFrame:
    columns = {"at": ["2024-01-01", "2024-01-02 05:00"], "open": ["True", "0"], "size": ["1", None]}
    return pd.DataFrame(columns | changed)


def refusal(rows: pd.DataFrame) -> str:
    with pytest.raises(ProjectError) as refused:
        check(rows, CONTRACT, "rows")
    return str(refused.value)


def test_text_becomes_what_the_contract_says() -> None:
    checked = check(table(), CONTRACT, "rows")
    assert checked["open"].tolist() == [True, False]
    assert checked["at"].dt.hour.tolist() == [0, 5]
    assert checked["size"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"open": ["yes", "1"]}, ["row 1, column open: 'yes' is not true or false"]),
        ({"open": ["1", None]}, ["row 2, column open: empty is not true or false"]),
        ({"at": ["2024-01-01", None]}, ["row 2, column at: empty"]),
        ({"at": ["1.2.2024", "x"]}, ["row 1, column at", "row 2, column at: 'x' is not a time"]),
        ({"size": ["-1", "big"]}, ["row 2, column size: 'big' is not of type float64"]),
        ({"size": ["-1", "2"], "open": ["2", "1"]}, ["row 1, column open", "column size: -1.0"]),
    ],
)
def test_each_bad_value_is_named_once(changed: dict[str, list], reasons: list[str]) -> None:
    message = refusal(table(**changed))
    assert f"in {len(reasons)} place(s)" in message
    assert all(reason in message for reason in reasons)


def test_rows_that_repeat_what_is_unique_together_are_named() -> None:
    contract = pa.DataFrameSchema(CONTRACT.columns, unique=["at", "open"], coerce=True)
    repeated = table(at=["2024-01-01", "2024-01-01"], open=["1", "true"])
    with pytest.raises(ProjectError, match="in 2 place") as refused:
        check(repeated, contract, "rows")
    assert "row 2, columns at, open: there twice together" in str(refused.value)


def test_no_rows_are_refused() -> None:
    assert refusal(table().head(0)) == "rows: no rows"


def test_rows_keep_their_index() -> None:
    rows = table().set_axis([7, 3])
    assert check(rows, CONTRACT, "rows").index.tolist() == [7, 3]


def test_more_fields_than_the_header_names_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("at,open\n2024-01-01,1,9\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="more fields than its header"):
        read_text_table(path)
