"""What is odd in the data, counted."""

import pandas as pd

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import quality, source
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS


def test_missing_hours_are_counted_between_first_and_last() -> None:
    hours = pd.to_datetime(["2011-01-01 00:00", "2011-01-01 01:00", "2011-01-01 04:00"])
    assert quality.missing_hours(pd.DataFrame({"timestamp": hours})) == 2


def test_the_failed_sensor_of_march_2011_is_counted() -> None:
    march = check(source.read_month("2011-03"), OBSERVATIONS, "2011-03")
    assert quality.oddities(march)["hours without humidity"] == 22
