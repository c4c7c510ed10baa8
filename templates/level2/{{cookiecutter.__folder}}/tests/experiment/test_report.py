"""The report, on figures that are worked out by hand."""

import pytest
from {{ cookiecutter.package_name }}.experiment.result import Result, Tried

from {{ cookiecutter.package_name }}.experiment import report
from {{ cookiecutter.package_name }}.problem import metrics


@pytest.fixture(autouse=True)
def wape(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the project measures, these figures are errors."""
    monkeypatch.setattr(metrics, "PRIMARY", "wape")
    monkeypatch.setattr(metrics, "LOWER_IS_BETTER", True)


def tried(name: str, window: int, *values: float) -> Tried:
    by_month = {f"2011-0{number}": {"wape": value} for number, value in enumerate(values, 1)}
    params = {"data": {"window_months": window}, "model": {"max_iter": 150}}
    return Tried(name=name, code="abc", params=params, by_month=by_month)


@pytest.fixture
def result() -> Result:
    months = ["2011-01", "2011-02", "2011-03"]
    before, after = tried("before", 0, 0.3, 0.2, 0.4), tried("after", 6, 0.2, 0.25, 0.3)
    return Result(measure="wape", months=months, tried=[before, after])


def test_the_table_sums_up(result: Result) -> None:
    rows = {row[0]: row[1:] for row in report.table(result)}
    assert rows["2011-02"] == ["0.200", "0.250"]
    assert rows["mean"] == ["0.300", "0.250"]
    assert rows["worst"] == ["0.400", "0.300"]
    assert rows["better in"] == ["", "2 of 3"]


def test_the_headline_says_what_was_found(result: Result) -> None:
    assert report.headline(result) == (
        "Mean wape 0.300 → 0.250 (before → after) over 2011-01 to 2011-03; better in 2 of 3 months."
    )


def test_one_variant_alone_is_not_compared(result: Result) -> None:
    alone = result.model_copy(update={"tried": result.tried[:1]})
    assert report.headline(alone) == "Mean wape 0.300 over 2011-01 to 2011-03."


def test_the_markdown_names_what_differs(result: Result) -> None:
    text = report.markdown(result, "Backtest", ["before: `abc`"])
    assert "- after: `data.window_months` 0 → 6" in text
    assert "max_iter" not in text
    assert "line [0.200, 0.250, 0.300]" in text
    assert text.rstrip().endswith("- before: `abc`")


def test_the_picture_has_a_line_a_variant(result: Result) -> None:
    [axes] = report.draw(result).axes
    labels = [line.get_label() for line in axes.get_lines()]
    assert labels == ["before: mean 0.300", "after: mean 0.250"]
