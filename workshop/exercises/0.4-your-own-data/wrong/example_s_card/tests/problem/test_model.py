"""The model beats the baseline on the newest month."""

import pandas as pd

from {{ cookiecutter.package_name }}.core.params import load
from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import features, metrics, source
from {{ cookiecutter.package_name }}.problem.model import predict
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS, TARGET
from {{ cookiecutter.package_name }}.steps.prepare import split
from {{ cookiecutter.package_name }}.steps.train import train


def test_the_candidate_beats_the_baseline_on_the_holdout() -> None:
    rows = [check(source.read_month(month), OBSERVATIONS, month) for month in source.months()]
    data = split(pd.concat(rows, ignore_index=True), 1)
    fitted, unseen = train(data, load().model), features.build(data.holdout)
    errors = [
        metrics.measure(data.holdout[TARGET].to_numpy(), predict(model, unseen))[metrics.PRIMARY]
        for model in (fitted.candidate, fitted.baseline)
    ]
    assert errors[0] < errors[1]
