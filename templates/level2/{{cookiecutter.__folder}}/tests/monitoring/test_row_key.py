"""A label finds its prediction, whatever tells the project's rows apart."""

from datetime import datetime
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest

from {{ cookiecutter.package_name }}.monitoring import row_key

DAY, MACHINE, LOAD = pa.Column(pa.DateTime), pa.Column(str), pa.Column(float, nullable=True)
COLUMNS = {"day": DAY, "machine": MACHINE, "load": LOAD}


@pytest.mark.parametrize(
    ("columns", "together", "expected"),
    [
        ({"id": pa.Column(int, unique=True), **COLUMNS}, None, ["id"]),
        (COLUMNS, ["day", "machine"], ["day", "machine"]),
        (COLUMNS, None, ["day", "machine", "load"]),
    ],
    ids=["one column", "two together", "none declared"],
)
def test_rows_are_told_apart_as_the_contract_says(
    columns: dict[str, pa.Column], together: list[str] | None, expected: list[str]
) -> None:
    assert row_key.identifying(pa.DataFrameSchema(columns, unique=together)) == expected


@pytest.mark.parametrize(
    "row",
    [
        (datetime(2024, 5, 1, 8), "north", 0.1),
        (datetime(2024, 5, 1, 8, 30, 15), "a|b", 3.0),
        (datetime(2024, 5, 1), "", None),
    ],
    ids=["plain", "seconds", "missing"],
)
def test_a_row_of_a_request_and_of_a_table_have_the_same_key(
    row: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_key, "NAMES", list(COLUMNS))
    monkeypatch.setattr(row_key, "POSITIONS", [0, 1, 2])
    table = pd.DataFrame([row], columns=list(COLUMNS))
    checked = pa.DataFrameSchema(COLUMNS, coerce=True).validate(table)
    assert row_key.keys(checked) == [row_key.key(row)]


def test_rows_that_differ_have_different_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_key, "POSITIONS", [0, 1])
    rows = [("a", "bc"), ("ab", "c"), ("a", "b"), (1, 1), (1.5, 1)]
    assert len({row_key.key(row) for row in rows}) == len(rows)
