"""Variants and ranges: what is overridden, what is searched, how a mistake is named."""

from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import params, scores
from {{ cookiecutter.package_name }}.core.batches import BATCH
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import Params
from {{ cookiecutter.package_name }}.core.paths import ROOT
from {{ cookiecutter.package_name }}.experiment import search as searching
from {{ cookiecutter.package_name }}.experiment import variants
from {{ cookiecutter.package_name }}.experiment.backtest import Variants
from {{ cookiecutter.package_name }}.experiment.search import search

NAMES = [f"20{number}" for number in range(10, 40)]


@pytest.fixture
def base() -> Params:
    return variants.typed("data.window = 0, data.holdout = 1", params.load())


def test_a_variant_changes_what_it_names_and_nothing_else(base: Params) -> None:
    changed = variants.typed("data.window = 7", base)
    assert changed.data == base.data.model_copy(update={"window": 7})
    assert changed.model == base.model


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("data.windw = 6", "[data] windw: unknown key (did you mean window?)"),
        ("window = 6", "[window]: unknown key"),
        ("data = 6", "[data] = 6"),
        ("data.window = -1", "[data] window = -1"),
        ('data.window = "many"', "[data] window = 'many'"),
        ("data.window 6", "not like data.window = 6"),
    ],
)
def test_a_mistake_is_named(base: Params, text: str, reason: str) -> None:
    with pytest.raises(ProjectError) as refused:
        variants.typed(text, base)
    assert reason in str(refused.value)
    assert f'variant "{text}"' in str(refused.value)


@pytest.mark.parametrize("path", sorted((ROOT / "experiments").glob("*.toml")))
def test_the_project_s_own_experiments_are_valid(path: Path, base: Params) -> None:
    experiment = params.read(path, variants.Experiment)
    assert experiment.variants or experiment.ranges
    for name, changes in experiment.variants.items():
        assert variants.override(base, changes, name) != base


def test_what_was_found_can_be_put_into_params_toml() -> None:
    text = 'data.window = 6, model.loss = "poisson", data.holdout = 2'
    assert variants.lines(text) == '[data]\nwindow = 6\nholdout = 2\n[model]\nloss = "poisson"'


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Instead of a backtest: a window of five batches is best; gives the batches it was asked."""
    asked = []

    def backtest(rows: pd.DataFrame, variants: Variants, forecast: list[str]) -> pd.DataFrame:
        asked.append(forecast)
        losses = {name: abs(chosen.data.window - 5) for name, chosen in variants.items()}
        return pd.DataFrame(losses, index=forecast)

    monkeypatch.setattr(searching, "backtest", backtest)
    monkeypatch.setattr(scores, "BEST", 0.0)
    return asked


def look(base: Params, **settings: object) -> str:
    rows = pd.DataFrame({BATCH: NAMES})
    experiment = variants.Experiment.model_validate(settings)
    seen, _ = experiment.split(NAMES[20:])
    return search(experiment, base, rows, seen, None)


def test_the_search_finds_what_is_best(base: Params, asked: list[list[str]]) -> None:
    assert look(base, ranges={"data": {"window": [2, 18]}}) == "data.window = 5"


def test_the_last_batches_stay_unseen(base: Params, asked: list[list[str]]) -> None:
    look(base, ranges={"data": {"window": [2, 18]}}, unseen=3, tries=4)
    assert asked and all(batch in NAMES[20:-3] for batches in asked for batch in batches)
    with pytest.raises(ProjectError, match="unseen = 10: too many of 10"):
        look(base, ranges={"data": {"window": [2, 18]}}, unseen=10)


def test_a_list_that_is_no_range_is_a_choice(base: Params, asked: list[list[str]]) -> None:
    assert look(base, ranges={"data": {"window": [3, 6, 9]}}) == "data.window = 6"


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ({"data": {"windw": [2, 18]}}, "did you mean window?"),
        ({"data": {"window": [-2, 18]}}, "window = -2"),
        ({"data": {"window": [1, 18]}}, "none is left to train on"),
    ],
)
def test_a_range_that_cannot_be_is_named_before_any_work(
    base: Params, asked: list[list[str]], ranges: dict[str, dict[str, list[int]]], reason: str
) -> None:
    with pytest.raises(ProjectError) as refused:
        look(base, ranges=ranges)
    assert reason in str(refused.value)
    assert asked == []
