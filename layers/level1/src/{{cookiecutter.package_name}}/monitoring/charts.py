"""The report's picture, as SVG that stands in the page itself."""

import io
from itertools import groupby
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..problem import metrics

INK, GOOD, BAD, QUIET, BAND = "#2f2f2f", "#0f766e", "#c2410c", "#cfcabf", "#f4f1ea"
STYLE: dict[Any, Any] = {
    # Texts stay text, in the page's own font; the same figures give the same bytes.
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.size": 10,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def error_by_month(months: pd.DataFrame, bound: float) -> str:
    """Live error of each month against bound and promise, and below it the bias if measured.

    Args:
        months: as in Findings, at least one.
    """
    with mpl.rc_context(STYLE):
        biased = "bias" in months
        figure = Figure(figsize=(11, 4.8 if biased else 3.8), layout="constrained")
        panels = figure.subplots(
            2 if biased else 1,
            1,
            sharex=True,
            squeeze=False,
            height_ratios=[3, 1] if biased else [1],
        )[:, 0]
        for axes in panels:
            _plain(axes)
        _error(panels[0], months, bound)
        if biased:
            _bias(panels[1], months)
        _name_months(panels[-1], months["month"].tolist())
        return _svg(figure)


def _error(axes: Axes, months: pd.DataFrame, bound: float) -> None:
    at, error = np.arange(len(months)), months[metrics.PRIMARY]
    axes.set_ylim(0, max(error.max(), bound, months["promised"].max(skipna=True)) * 1.25)
    _bands(axes, months["model_versions"].tolist())
    axes.bar(at, error, width=0.66, color=np.where(months["beyond"], BAD, GOOD))
    # Above the promise, where that is higher.
    tops = months[[metrics.PRIMARY, "promised"]].max(axis=1) + 0.015 * axes.get_ylim()[1]
    for x, top, value in zip(at, tops, error, strict=True):
        axes.text(float(x), top, f"{value:.2f}", ha="center", va="bottom", color=INK)
    axes.axhline(bound, color=INK, linewidth=1, linestyle=(0, (5, 4)))
    axes.hlines(months["promised"], at - 0.4, at + 0.4, color="white", linewidth=5)
    axes.hlines(months["promised"], at - 0.4, at + 0.4, color=INK, linewidth=2)
    axes.set_ylabel(metrics.PRIMARY.upper())


def _bands(axes: Axes, versions: list[list[int]]) -> None:
    """A band behind the months of each version, every other one shaded."""
    first = 0
    for number, (version, run) in enumerate(groupby(max(served) for served in versions)):
        last = first + len(list(run))
        if number % 2 == 0:
            axes.axvspan(first - 0.5, last - 0.5, color=BAND, linewidth=0, zorder=0)
        middle = (first + last - 1) / 2
        axes.text(
            middle,
            0.985,
            f"v{version}",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            color="#8a8577",
        )
        first = last


def _bias(axes: Axes, months: pd.DataFrame) -> None:
    at = np.arange(len(months))
    axes.bar(at, months["bias"], width=0.66, color="#8a8577")
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_ylabel("bias")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:+.0%}")


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
    axes.grid(axis="y", color=QUIET, alpha=0.5, linewidth=0.6)
    axes.set_axisbelow(True)


def _name_months(axes: Axes, months: list[str]) -> None:
    periods = pd.PeriodIndex(months, freq="M")
    # The year only where it begins.
    labels = [
        f"{period:%b}\n{period.year}" if at == 0 or period.month == 1 else f"{period:%b}"
        for at, period in enumerate(periods)
    ]
    axes.set_xticks(range(len(months)), labels)
    # A single month keeps the width of one.
    axes.set_xlim(-0.5, max(len(months), 12) - 0.5)


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
