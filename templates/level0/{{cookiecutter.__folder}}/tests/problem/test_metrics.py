"""The measures, by numbers worked out by hand."""

import numpy as np
import pytest

from {{ cookiecutter.package_name }}.problem import metrics


def test_measures_by_hand() -> None:
    measured = metrics.measure(np.array([10, 30]), np.array([20, 25]))
    assert measured == pytest.approx({"wape": 15 / 40, "mae": 7.5, "bias": 5 / 40})


def test_a_perfect_forecast_has_no_error() -> None:
    actual = np.array([1, 2, 3])
    assert set(metrics.measure(actual, actual).values()) == {0.0}


def test_without_rides_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="no rides"):
        metrics.measure(np.zeros(3), np.ones(3))


def test_the_primary_measure_is_measured() -> None:
    assert metrics.PRIMARY in metrics.measure(np.ones(2), np.ones(2))
