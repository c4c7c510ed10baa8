"""Features: each from its own row alone, without the target."""

import pandas as pd

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import features, source
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS


def test_a_row_has_the_same_features_alone_and_among_others() -> None:
    rows = check(source.read_month("2024-01"), OBSERVATIONS, "2024-01").drop(columns="failed")
    whole = features.build(rows)
    pd.testing.assert_frame_equal(features.build(rows.iloc[[7]]), whole.iloc[[7]])
