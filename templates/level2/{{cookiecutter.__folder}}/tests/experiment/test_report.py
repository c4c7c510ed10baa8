"""The report, on figures that are worked out by hand."""

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import scores
from {{ cookiecutter.package_name }}.experiment.report import headline, markdown, summary
from {{ cookiecutter.package_name }}.problem import metrics
from {{ cookiecutter.package_name }}.problem.schema import TIME
from {{ cookiecutter.package_name }}.problem.source import batches

PARAMS = {
    "before": {"data.window": 0, "data.holdout": 1},
    "after": {"data.window": 6, "data.holdout": 1},
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Whatever the project measures, these figures are errors."""
    monkeypatch.setattr(metrics, "PRIMARY", "wape")
    monkeypatch.setattr(scores, "BEST", 0.0)
    values = {"before": [0.3, 0.2, 0.4], "after": [0.2, 0.25, 0.3]}
    return pd.DataFrame(values, index=batches()[:3])


def test_the_summary_compares_with_the_first(table: pd.DataFrame) -> None:
    found = summary(table, PARAMS)
    assert found["mean"].to_list() == pytest.approx([0.3, 0.25])
    assert found["worst"].to_list() == [0.4, 0.3]
    assert found["better in"].to_list() == [0, 2]
    assert found["changed"].to_list() == ["", "data.window 0 → 6"]


def test_where_more_is_better_the_lowest_is_the_worst(
    table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "BEST", 1.0)
    found = summary(table, PARAMS)
    assert found["worst"].to_list() == [0.2, 0.2]
    assert found["better in"].to_list() == [0, 1]


def test_the_headline_says_what_was_found(table: pd.DataFrame) -> None:
    text = headline(table, summary(table, PARAMS))
    assert text.startswith("Mean wape 0.300 → 0.250 (before → after) over ")
    assert text.endswith("; better in 2 of 3.")


def test_one_variant_alone_is_not_compared(table: pd.DataFrame) -> None:
    alone = table[["before"]]
    text = headline(alone, summary(alone, {"before": PARAMS["before"]}))
    assert text.startswith("Mean wape 0.300 over ") and "→" not in text


@pytest.mark.skipif(TIME is None, reason="batches without a time have no order")
def test_the_markdown_has_chart_tables_and_note(table: pd.DataFrame) -> None:
    text = markdown(table, summary(table, PARAMS), "before: abc")
    assert "line [0.2, 0.25, 0.3]" in text
    assert "gray: before, green: after" in text
    assert text.count("<table") == 2
    assert "before: abc" in text
