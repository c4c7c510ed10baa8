"""The data contract: what is let in, and how a refusal names rows and columns."""

from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.tables import check, read_landed, read_text_table
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.problem.schema import INPUTS, OBSERVATIONS


def refusal(rows: pd.DataFrame) -> str:
    with pytest.raises(ProjectError) as refused:
        check(rows, OBSERVATIONS, "hours.csv")
    return str(refused.value)


@pytest.mark.parametrize("name", source.months())
def test_every_month_of_the_source_keeps_the_contract(name: str) -> None:
    assert len(check(source.read_month(name), OBSERVATIONS, name)) > 600


def test_values_get_the_contract_s_types(month: pd.DataFrame) -> None:
    checked = check(month, OBSERVATIONS, "hours.csv")
    assert pd.api.types.is_datetime64_any_dtype(checked["timestamp"])
    assert pd.api.types.is_float_dtype(checked["temp_c"])
    assert pd.api.types.is_integer_dtype(checked["count"])


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("humidity", "140", "humidity: 140.0 fails in_range(0, 100)"),
        ("weather", "hail", "weather: 'hail' fails isin"),
        ("temp_c", "warm", "temp_c: 'warm' is not of type float64"),
        ("count", "-3", "count: -3 fails greater_than_or_equal_to(0)"),
        ("count", "1.5", "count: '1.5' is not of type int64"),
        ("windspeed_kmh", None, "windspeed_kmh: empty"),
        ("timestamp", "yesterday", "timestamp: 'yesterday' is not a time like"),
        ("timestamp", "2011-01-01T05:00Z", "is not a time like"),
        ("timestamp", "31.03.2011 5:00", "is not a time like"),
        ("holiday", "x", "holiday: 'x' is not of type int64"),
        ("timestamp", "2011-01-01T05:30", "must be a full hour"),
    ],
)
def test_a_bad_value_is_refused_by_row_and_column(
    month: pd.DataFrame, column: str, value: str | None, reason: str
) -> None:
    month.loc[4, column] = value
    message = refusal(month)
    assert "in 1 place(s)" in message
    assert "row 5, column" in message
    assert reason in message


def test_an_hour_that_is_there_twice_is_named_both_times(month: pd.DataFrame) -> None:
    month.loc[4, "timestamp"] = "2011-01-01T00:00"
    message = refusal(month)
    assert "row 1, column timestamp: 2011-01-01 00:00:00 is there twice" in message
    assert "row 5, column timestamp: 2011-01-01 00:00:00 is there twice" in message


def test_missing_and_unknown_columns_are_named(month: pd.DataFrame) -> None:
    message = refusal(month.rename(columns={"humidity": "humidty"}))
    assert "column humidity: missing" in message
    assert "column humidty: not in the contract" in message


def test_no_more_than_ten_problems_are_listed(month: pd.DataFrame) -> None:
    message = refusal(month.assign(humidity="999"))
    assert f"in {len(month)} place(s)" in message
    assert len(message.splitlines()) == 12


def test_inputs_are_the_observations_without_the_target() -> None:
    assert set(OBSERVATIONS.columns) - set(INPUTS.columns) == {"count"}


def test_a_row_of_another_month_is_refused(month: pd.DataFrame, tmp_path: Path) -> None:
    month.loc[2, "timestamp"] = "2011-02-01T00:00"
    month.to_csv(tmp_path / "2011-01.csv", index=False)
    with pytest.raises(ProjectError, match="row 3, column timestamp: not in 2011-01"):
        read_landed("2011-01", tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"1,2\n', b"a,b\n1,2,3\n"])
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"broken\.csv"):
        check(read_text_table(path), OBSERVATIONS, path.name)
