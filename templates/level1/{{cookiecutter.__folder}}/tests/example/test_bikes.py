"""The bikes: their contract, features, measures and figures. Goes when the problem is replaced."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import contract
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import ROOT
from {{ cookiecutter.package_name }}.problem import features, metrics, quality, source
from {{ cookiecutter.package_name }}.problem.model import NaiveBaseline
from {{ cookiecutter.package_name }}.problem.schema import Observation

NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"
Run = Callable[..., int]


def read(month: str) -> pd.DataFrame:
    return contract.check(source.read_batch(month), Observation, month)


@pytest.mark.parametrize("name", source.batches())
def test_every_month_of_the_source_keeps_the_contract(name: str) -> None:
    assert len(read(name)) > 600


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("humidity", "140", "less than or equal to 100"),
        ("weather", "hail", "'clear', 'mist', 'light_rain' or 'heavy_rain'"),
        ("holiday", "2", "less than or equal to 1"),
        ("count", "-3", "greater than or equal to 0"),
        ("timestamp", "2011-01-01T05:30", "must be a full hour"),
    ],
)
def test_a_bad_value_is_refused(column: str, value: str, reason: str) -> None:
    rows = source.read_batch("2011-01")
    rows.loc[4, column] = value
    with pytest.raises(ProjectError, match=f"row 5, column {column}: '{value}': .*{reason}"):
        contract.check(rows, Observation, "hours")


def test_saturday_1_january_2011_at_midnight() -> None:
    first = features.build(read("2011-01")).iloc[0]
    assert (first["hour"], first["day_of_week"], first["workingday"]) == (0, 5, 0)


def test_humidity_0_is_a_failed_sensor() -> None:
    march = read("2011-03")
    assert quality.oddities(march)["hours without humidity"] == 22
    assert features.build(march)["humidity"].isna().sum() == 22


def test_missing_hours_are_counted_between_first_and_last() -> None:
    hours = pd.to_datetime(["2011-01-01 00:00", "2011-01-01 01:00", "2011-01-01 04:00"])
    assert quality.missing_hours(pd.DataFrame({"timestamp": hours})) == 2


def test_half_a_month_misses_half() -> None:
    january = read("2011-01")
    half = january[january["timestamp"] < "2011-01-16 12:00"]
    assert quality.missing_share(half, "2011-01") == pytest.approx(0.5, abs=0.05)


def test_measures_by_hand() -> None:
    predicted = pd.DataFrame({"prediction": [20, 25]})
    measured = metrics.measure(pd.Series([10, 30]), predicted)
    assert measured == pytest.approx({"wape": 15 / 40, "mae": 7.5, "bias": 5 / 40})


def test_without_rides_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="no rides"):
        metrics.measure(pd.Series([0, 0]), pd.DataFrame({"prediction": [1, 1]}))


def test_the_baseline_is_the_mean_of_hour_and_kind_of_day() -> None:
    seen = pd.DataFrame({"hour": [8, 8, 8, 9], "workingday": [1, 1, 0, 1]})
    baseline = NaiveBaseline().fit(seen, pd.Series([10, 20, 7, 3]))
    asked = pd.DataFrame({"hour": [8, 8, 23], "workingday": [1, 0, 1]})
    assert baseline.predict(asked).tolist() == [15, 7, 10]


def test_june_2011_is_forecast_as_the_readme_says(home: Path, run: Run) -> None:
    for step in ("extract", "prepare", "train", "evaluate"):
        assert run(f"steps.{step}") == 0
    path = home / "reports" / "evaluation" / "metrics.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    assert measured["candidate"]["wape"] == pytest.approx(0.155, abs=0.01)
    assert measured["baseline"]["wape"] == pytest.approx(0.471, abs=0.001)
    assert next(iter(measured["importance"])) == "hour"


@pytest.mark.slow
def test_the_notebook_runs_and_shows_its_pictures(home: Path, tmp_path: Path, run: Run) -> None:
    run("steps.extract")
    options = ["--execute", "--to", "html", "--output-dir", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "nbconvert", *options, NOTEBOOK], check=True)
    page = (tmp_path / "explore.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64") >= 3
