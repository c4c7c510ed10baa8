"""The backtest: each batch is forecast from what had landed before it, and from nothing else."""

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import contract
from {{ cookiecutter.package_name }}.core.batches import BATCH
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import Params, load
from {{ cookiecutter.package_name }}.experiment import backtest
from {{ cookiecutter.package_name }}.experiment.variants import typed
from {{ cookiecutter.package_name }}.problem import metrics, source
from {{ cookiecutter.package_name }}.problem.schema import TARGET, TIME, Observation

pytestmark = pytest.mark.skipif(TIME is None, reason="rows without a time have no order to test")

NAMES = source.batches()[:4]


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The oldest batches of the source, checked."""
    texts = {name: source.read_batch(name) for name in NAMES}
    tables = [
        contract.check(text, Observation, name).assign(**{BATCH: name})
        for name, text in texts.items()
    ]
    return pd.concat(tables, ignore_index=True)


@pytest.fixture
def params() -> Params:
    return typed("data.window = 0, data.holdout = 1", load())


def test_later_rows_have_no_part_in_a_forecast(rows: pd.DataFrame, params: Params) -> None:
    later = rows[BATCH] == NAMES[3]
    spoilt = rows.assign(**{TARGET: rows[TARGET].where(~later, rows[TARGET].iloc[0])})
    alone = backtest.score(rows[~later], params, NAMES[2])
    assert backtest.score(spoilt, params, NAMES[2]) == alone


def test_a_window_leaves_out_what_is_older(rows: pd.DataFrame, params: Params) -> None:
    newer = rows[rows[BATCH] > NAMES[0]]
    window = typed("data.window = 2", params)
    assert backtest.score(rows, window, NAMES[3]) == backtest.score(newer, params, NAMES[3])


def test_each_variant_has_a_score_for_each_batch(rows: pd.DataFrame, params: Params) -> None:
    variants = {"window": typed("data.window = 2", params), "all": params}
    table = backtest.backtest(rows, variants, NAMES[2:])
    assert (list(table), list(table.index)) == (["window", "all"], NAMES[2:])
    assert table["all"][NAMES[3]] == backtest.score(rows, params, NAMES[3])


def test_too_little_to_train_on_is_an_error(rows: pd.DataFrame, params: Params) -> None:
    with pytest.raises(ProjectError, match="none is left to train on"):
        backtest.backtest(rows, {"all": params}, NAMES[1:])


def test_batches_that_nothing_can_be_said_of_are_left_out(
    rows: pd.DataFrame, params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([ValueError("undefined"), {metrics.PRIMARY: 1.0}, ValueError("undefined")])

    def measure(actual: pd.Series, predicted: pd.DataFrame) -> dict[str, float]:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    monkeypatch.setattr(metrics, "measure", measure)
    assert list(backtest.backtest(rows, {"all": params}, NAMES[2:]).index) == [NAMES[3]]
    with pytest.raises(ProjectError, match="undefined in"):
        backtest.backtest(rows, {"all": params}, [NAMES[2]])


@pytest.mark.parametrize(
    ("since", "until", "trained", "expected"),
    [
        ("", "", NAMES[1], NAMES[2:]),
        ("", "", "", NAMES[2:]),
        (NAMES[0], "", NAMES[2], NAMES[1:]),
        (NAMES[1], NAMES[2], "", NAMES[1:3]),
    ],
)
def test_what_is_forecast(since: str, until: str, trained: str, expected: list[str]) -> None:
    assert backtest.to_forecast(NAMES, since, until, trained) == expected


def test_batches_that_have_not_landed_name_the_step() -> None:
    with pytest.raises(ProjectError, match="run `uv run poe extract"):
        backtest.to_forecast(NAMES[:3], "", NAMES[3], "")
    with pytest.raises(ProjectError, match="run `uv run poe extract"):
        backtest.to_forecast(NAMES, "", "", NAMES[3])
