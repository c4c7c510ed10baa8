"""The model of a request, from contracts of all kinds."""

import json
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest
from pydantic import ValidationError

from {{ cookiecutter.package_name }}.service.contract import Tables, batch_model, values


def contract(**columns: pa.Column) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(columns, strict=True, coerce=True)


def parse(schema: pa.DataFrameSchema, *rows: dict[str, Any]) -> pd.DataFrame:
    batch = batch_model(10, schema).model_validate_json(json.dumps({"rows": rows}))
    tables = Tables(schema)
    return tables.table(tables.arrays(values(batch)))


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (pa.Check.gt(1), 2, 1),
        (pa.Check.ge(1), 1, 0),
        (pa.Check.lt(1), 0, 1),
        (pa.Check.le(1), 1, 2),
        (pa.Check.in_range(0, 9, include_max=False), 8, 9),
        (pa.Check.isin([3, 5]), 3, 4),
    ],
)
def test_limits_are_the_contract_s(check: pa.Check, good: int, bad: int) -> None:
    schema = contract(x=pa.Column(int, check))
    assert parse(schema, {"x": good})["x"].tolist() == [good]
    with pytest.raises(ValidationError, match=r"rows\.0\.x"):
        parse(schema, {"x": bad})


def test_a_day_alone_is_its_midnight_as_in_a_landed_file() -> None:
    found = parse(contract(day=pa.Column(pa.DateTime)), {"day": "2024-06-01"})
    assert found["day"].tolist() == [pd.Timestamp("2024-06-01")]


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 10**30])
def test_a_number_that_does_not_fit_its_type_is_refused(number: int) -> None:
    with pytest.raises(ValidationError, match=r"rows\.0\.x"):
        parse(contract(x=pa.Column("int32")), {"x": number})


def test_any_other_check_is_run_by_pandera() -> None:
    schema = contract(code=pa.Column(str, pa.Check.str_matches(r"^[A-Z]{3}$")))
    rows = [("ABC",), ("abc",), ("ABC",), ("x",)]
    failures = Tables(schema).failures(rows)
    assert [(position, column) for position, column, _ in failures] == [(1, "code"), (3, "code")]


def test_a_value_that_passed_once_is_not_checked_again() -> None:
    checked: list[int] = []
    check = pa.Check(lambda cells: checked.extend(cells) or cells != 7)
    tables = Tables(contract(x=pa.Column(int, check)))
    assert tables.failures([(1,), (2,)]) == []
    assert checked == [1, 2]
    assert [position for position, *_ in tables.failures([(1,), (7,), (3,)])] == [1]
    assert [position for position, *_ in tables.failures([(7,)])] == [0]
    assert checked.count(1) == 1


def test_a_column_may_have_any_name() -> None:
    schema = contract(**{"copy": pa.Column(int), "_x": pa.Column(int), "two words": pa.Column(int)})
    row = {"copy": 1, "_x": 2, "two words": 3}
    assert parse(schema, row).to_dict("records") == [row]


@pytest.mark.parametrize("kind", [float, str, "datetime64[ns]", pd.Int64Dtype()])
def test_a_nullable_column_takes_null_in_the_contract_s_type(kind: Any) -> None:
    schema = contract(x=pa.Column(kind, nullable=True), y=pa.Column(int))
    table = parse(schema, {"x": None, "y": 1})
    assert table["x"].isna().tolist() == [True]
    assert schema.validate(table)["x"].dtype == table["x"].dtype
