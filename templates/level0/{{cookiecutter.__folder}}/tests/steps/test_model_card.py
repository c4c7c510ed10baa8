"""The model card says whose numbers are whose."""

from {{ cookiecutter.package_name }}.problem import metrics
from {{ cookiecutter.package_name }}.steps.model_card import model_card

RECORD = {
    "training_months": ["2024-01", "2024-02"],
    "holdout_months": ["2024-03"],
    "rows": 1234,
    "params": {"model": {"depth": 7}},
    "models": {"model.joblib": "abc123"},
}
MEASURED = {
    "rows": 400,
    "candidate": {metrics.PRIMARY: 0.125},
    "baseline": {metrics.PRIMARY: 0.5},
}


def test_model_and_baseline_have_their_own_numbers() -> None:
    card = model_card(RECORD, MEASURED, "package")
    assert "| model | 0.125 |" in card
    assert "| naive baseline | 0.500 |" in card


def test_the_data_and_the_parameters_are_named() -> None:
    card = model_card(RECORD, MEASURED, "package")
    assert "Fitted on 2024-01 to 2024-03, 1,234 rows" in card
    assert "Measured on 2024-03 (400 rows)" in card
    assert "depth 7" in card
    assert "abc123" in card
