"""Drift is reported when it is both large and no chance."""

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.monitoring.drift import drift
from {{ cookiecutter.package_name }}.operations import Monitoring

RULE = Monitoring(drift_psi=0.25, drift_p=0.01)


def frame(rows: int, shift: float = 0.0, rain: float = 0.2) -> pd.DataFrame:
    random = np.random.default_rng(rows)
    weather = np.where(random.random(rows) < rain, "rain", "clear")
    return pd.DataFrame({"temp": random.normal(shift, 1, rows), "weather": weather})


def drifted(now: pd.DataFrame, rule: Monitoring = RULE) -> list[str]:
    found = drift(frame(4000), now, rule)
    return sorted(found.loc[found["drifted"], "feature"])


def test_the_same_population_does_not_drift() -> None:
    assert drifted(frame(700)) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [(frame(700, shift=1), ["temp"]), (frame(700, rain=0.6), ["weather"])],
)
def test_a_shift_is_found_in_its_feature(now: pd.DataFrame, expected: list[str]) -> None:
    assert drifted(now) == expected


def test_a_difference_that_is_certain_but_small_is_none() -> None:
    slight = frame(20_000, shift=0.2)
    found = drift(frame(4000), slight, RULE).set_index("feature")
    assert found.loc["temp", "p_value"] < 1e-6
    assert drifted(slight) == []


def test_a_difference_that_is_large_by_chance_is_none() -> None:
    few = frame(12)
    found = drift(frame(4000), few, RULE).set_index("feature")
    assert found.loc["temp", "psi"] > RULE.drift_psi
    assert drifted(few) == []


def test_values_that_go_missing_are_drift() -> None:
    broken = frame(700)
    broken.loc[::2, "temp"] = np.nan
    assert drifted(broken) == ["temp"]


def test_a_category_never_seen_and_a_lost_one_are_drift() -> None:
    assert drifted(frame(700).replace("rain", "hail")) == ["weather"]
