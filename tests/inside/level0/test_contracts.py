"""Tables against contracts of their own: what is let in, and how a refusal names the places."""

from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from bike_rides.core import contract
from bike_rides.core.errors import ContractError, ProjectError
from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, model_validator


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    at: NaiveDatetime
    copy_: Literal["a", "b"] = Field(alias="copy")
    whole: int = Field(ge=0)
    size: float | None = None
    open: bool = True


class Checked(Row):
    @model_validator(mode="after")
    def _small_when_closed(self) -> "Checked":
        if not self.open and self.whole > 1:
            raise ValueError("closed, and not empty")
        return self


@pytest.fixture(autouse=True)
def unique(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "UNIQUE", ["at", "copy"])
    monkeypatch.setattr(contract, "TIME", "at")


def table(**changed: list[str | None]) -> pd.DataFrame:
    columns = {
        "at": ["2024-01-01", "2024-01-02 05:00"],
        "copy": ["a", "b"],
        "whole": ["1.0", "2"],
        "size": ["1.5", None],
    }
    return pd.DataFrame(columns | changed)


def problems(rows: pd.DataFrame, model: type[BaseModel] = Row) -> list[str]:
    with pytest.raises(ContractError) as refused:
        contract.check(rows, model, "rows")
    return refused.value.problems


@pytest.mark.parametrize("model", [Row, Checked])
def test_text_becomes_what_the_contract_says(model: type[BaseModel]) -> None:
    checked = contract.check(table().set_axis([7, 3]), model, "rows")
    assert checked.columns.tolist() == ["at", "copy", "whole", "size", "open"]
    assert checked["at"].dt.hour.tolist() == [0, 5]
    assert checked["whole"].tolist() == [1, 2]
    assert checked["size"].isna().tolist() == [False, True]
    assert checked["open"].tolist() == [True, True]
    assert checked.index.tolist() == [7, 3]


@pytest.mark.parametrize("model", [Row, Checked])
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"at": ["2024-01-01", "1.2.2024"]}, "row 2, column at: '1.2.2024': input should be"),
        ({"at": ["2024-01-01", "2024-01-02T05:00Z"]}, "should not have timezone info"),
        ({"at": ["2024-01-01", "1704067200"]}, "should not have timezone info"),
        ({"copy": ["a", "c"]}, "row 2, column copy: 'c': input should be 'a' or 'b'"),
        ({"whole": ["1", "1.5"]}, "row 2, column whole: '1.5': input should be a valid integer"),
        ({"whole": ["-1", "1"]}, "row 1, column whole: '-1': input should be greater than or"),
        ({"whole": [None, "1"]}, "row 1, column whole: empty"),
        ({"size": ["1,5", "1"]}, "row 1, column size: '1,5': write decimals with a point"),
        ({"size": ["nan", "1"]}, "row 1, column size: 'nan': input should be a finite number"),
        ({"open": ["perhaps", "1"]}, "row 1, column open: 'perhaps': input should be a valid bool"),
        ({"open": ["perhaps" * 99, "1"]}, "column open: 'perhapsperha...erhapsperhaps': input"),
    ],
)
def test_a_bad_value_is_named(model: type[BaseModel], changed: dict, reason: str) -> None:
    (problem,) = problems(table(**changed), model)
    assert reason in problem


def test_what_a_whole_row_must_keep_is_checked_too() -> None:
    (problem,) = problems(table(open=["1", "0"]), Checked)
    assert problem == "row 2: closed, and not empty"


def test_rows_that_repeat_what_is_unique_are_all_named() -> None:
    first, second = problems(table(at=["2024-10-27T02:00"] * 2, copy=["a", "a"]))
    assert first.startswith("row 1, columns at, copy: 2024-10-27 02:00:00, a is there twice")
    assert second.startswith("row 2") and "end of summer time" in second


def test_missing_and_unknown_columns_are_named() -> None:
    found = problems(table().rename(columns={"whole": "hole"}))
    assert found == ["column whole: missing", "column hole: not in the contract"]


def test_what_may_be_personal_is_shortened() -> None:
    (unknown,) = problems(table().assign(**{"x" * 1000: "1"}))
    assert len(unknown) < 100
    long = table(at=["2024-10-27T02:00"] * 2, copy=["a", "a"])
    assert all(len(problem) < 200 for problem in problems(long))


def test_no_more_than_ten_places_are_listed() -> None:
    many = pd.concat([table(whole=["x", "y"])] * 10, ignore_index=True)
    with pytest.raises(ContractError, match=r"in 20 place\(s\)") as refused:
        contract.check(many, Row, "rows")
    assert len(str(refused.value).splitlines()) == 12


def test_a_column_of_empty_cells_and_one_of_dates_have_their_types() -> None:
    class Day(BaseModel):
        day: date
        size: float | None

    rows = contract.check(pd.DataFrame({"day": ["2024-01-31"], "size": [None]}), Day, "rows")
    assert rows["day"].dt.day.tolist() == [31]
    assert rows["size"].dtype == float


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_other_programs_are_read(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "rows.csv"
    lines = ["copy,whole,at", "a,1,2024-01-01"]
    text = "\r\n".join(lines).replace(",", separator)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert contract.check(contract.read_csv(path), Row, "rows")["whole"].tolist() == [1]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"1,2\n', b"a,b\n1,2,3\n", b"a\n"])
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"broken\.csv"):
        contract.check(contract.read_csv(path), Row, str(path))
