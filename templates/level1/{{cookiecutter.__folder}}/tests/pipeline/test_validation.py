"""A bad month is put aside, whole, with a report that names rows and columns."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.operations import QUARANTINE
from {{ cookiecutter.package_name }}.pipeline.landing import glance
from {{ cookiecutter.package_name }}.pipeline.validation import validate

pytestmark = pytest.mark.example


def wrong_type(rows: pd.DataFrame) -> pd.DataFrame:
    rows.loc[4, "temp_c"] = "cold"
    return rows


BAD = {
    "missing column": (lambda rows: rows.drop(columns="humidity"), "column humidity: missing"),
    "extra column": (lambda rows: rows.assign(rain=1), "column rain: not in the contract"),
    "wrong type": (wrong_type, "row 5, column temp_c: 'cold' is not of type float64"),
    "duplicate hour": (
        lambda rows: pd.concat([rows, rows.tail(1)]),
        "row 650, column timestamp: 2011-02-28 23:00:00 is there twice",
    ),
    "cut short": (lambda rows: rows.head(500), "25.6% of the month is missing, after row 500"),
    "no rows": (lambda rows: rows.head(0), "no rows"),
    "another month": (
        lambda rows: rows.assign(timestamp=rows["timestamp"].str.replace("-02-", "-03-")),
        "row 1, column timestamp: not in 2011-02",
    ),
}


@pytest.mark.parametrize(("change", "problem"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_is_named(
    home: Path,
    land: Callable[..., Path],
    change: Callable[[pd.DataFrame], pd.DataFrame],
    problem: str,
):
    land("2011-01")
    landed = land("2011-02", change).read_bytes()
    checked = validate(glance(), operations.load().validation)
    assert list(checked.months) == ["2011-01"]
    assert problem in checked.quarantined["2011-02"]
    assert not checked.newest_is_good
    assert not (LANDING / "2011-02.csv").exists()
    aside = QUARANTINE / "2011-02"
    assert (aside / "2011-02.csv").read_bytes() == landed
    assert problem in (aside / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"", b"timestamp,holi", b"\xff\xfe\x00broken"])
def test_no_table_at_all(home: Path, land: Callable[..., Path], content: bytes):
    land("2011-01")
    (LANDING / "2011-02.csv").write_bytes(content)
    checked = validate(glance(), operations.load().validation)
    assert list(checked.months) == ["2011-01"]
    assert (QUARANTINE / "2011-02" / "2011-02.csv").read_bytes() == content


def test_every_case_is_listed_however_many(home: Path, land: Callable[..., Path]):
    land("2011-01")
    land("2011-02", lambda rows: rows.assign(humidity="120"))
    validate(glance(), operations.load().validation)
    lines = (QUARANTINE / "2011-02" / "report.txt").read_text(encoding="utf-8").splitlines()
    assert lines[3:] == [
        f"row {row}, column humidity: 120.0 fails in_range(0, 100)" for row in range(1, 650)
    ]


def test_a_bad_older_month_leaves_the_newest_good(home: Path, land: Callable[..., Path]):
    land("2011-02")
    land("2011-01", lambda rows: rows.drop(columns="humidity"))
    checked = validate(glance(), operations.load().validation)
    assert checked.newest_is_good
    assert list(checked.quarantined) == ["2011-01"]


def test_a_failed_sensor_is_a_warning(home: Path, land: Callable[..., Path]):
    land("2011-03")
    checked = validate(glance(), operations.load().validation)
    assert checked.warnings == {"2011-03": "humidity: 3.0% missing"}
    assert checked.quarantined == {}


def test_nothing_good_is_an_error(home: Path, land: Callable[..., Path]):
    path = land("2011-01")
    path.unlink()
    land("2011-02").unlink()
    land("2011-01", lambda rows: rows.head(3))
    with pytest.raises(ProjectError, match="no good month"):
        validate(glance(), operations.load().validation)
