"""A table against a contract: what is let in, and how a refusal names the places."""

import pandas as pd
import pytest
from pydantic import BaseModel, Field, NaiveDatetime

from {{ cookiecutter.package_name }}.core import contract
from {{ cookiecutter.package_name }}.core.errors import ContractError


class Row(BaseModel, extra="forbid"):
    at: NaiveDatetime
    whole: int = Field(ge=0)
    size: float | None = None


@pytest.fixture(autouse=True)
def unique(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "UNIQUE", ["at"])
    monkeypatch.setattr(contract, "TIME", "at")


def table(**changed: list[str]) -> pd.DataFrame:
    columns = {"at": ["2024-01-01", "2024-01-02 05:00"], "whole": ["1.0", "2"]}
    return pd.DataFrame(columns | changed)


def test_text_becomes_what_the_contract_says() -> None:
    checked = contract.check(table(), Row, "rows")
    assert checked["at"].dt.hour.tolist() == [0, 5]
    assert checked["whole"].tolist() == [1, 2]
    assert checked["size"].isna().all()


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"whole": ["1", "1.5"]}, "row 2, column whole: '1.5': input should be a valid integer"),
        ({"whole": ["-1", "1"]}, "row 1, column whole: '-1': input should be greater than"),
        ({"size": ["1,5", "1"]}, "row 1, column size: '1,5': write decimals with a point"),
        ({"at": ["2024-01-01"] * 2}, "row 1, column at: 2024-01-01 00:00:00 is there twice"),
        ({"hole": ["1", "1"]}, "column hole: not in the contract"),
    ],
)
def test_what_breaks_the_contract_is_named(changed: dict, problem: str) -> None:
    with pytest.raises(ContractError) as refused:
        contract.check(table(**changed), Row, "rows")
    assert refused.value.problems[0].startswith(problem)
