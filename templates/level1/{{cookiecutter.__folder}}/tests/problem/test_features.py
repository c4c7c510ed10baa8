"""Features: one row in, one row out, each from its own row alone."""

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS


@pytest.fixture
def rows(month: pd.DataFrame) -> pd.DataFrame:
    return check(month, OBSERVATIONS, "month")


def test_a_row_has_the_same_features_alone_and_among_others(rows: pd.DataFrame) -> None:
    whole = features.build(rows)
    pd.testing.assert_frame_equal(features.build(rows.iloc[[7]]), whole.iloc[[7]])


def test_the_target_is_not_a_feature(rows: pd.DataFrame) -> None:
    without = features.build(rows.drop(columns="count"))
    pd.testing.assert_frame_equal(without, features.build(rows))


def test_humidity_0_is_a_failed_sensor(rows: pd.DataFrame) -> None:
    rows.loc[3, "humidity"] = 0
    assert features.build(rows)["humidity"].isna().sum() == 1


def test_saturday_1_january_2011_at_midnight(rows: pd.DataFrame) -> None:
    first = features.build(rows).iloc[0]
    assert (first["hour"], first["day_of_week"], first["workingday"]) == (0, 5, 0)
