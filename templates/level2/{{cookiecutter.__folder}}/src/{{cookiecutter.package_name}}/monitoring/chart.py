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

INK, SOFT, GOOD, BAD, QUIET, BAND = (
    "#2f2f2f",
    "#8a8577",
    "#0f766e",
    "#c2410c",
    "#cfcabf",
    "#f4f1ea",
)
STYLE: dict[Any, Any] = {
    # Texts stay text, in the page's own font; the same figures give the same bytes.
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "axes.edgecolor": QUIET,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "grid.color": "#ece8df",
    "text.color": INK,
    "xtick.bottom": False,
    "ytick.left": False,
}
# The newest that fit the page's width.
SHOWN = 24


def error_by_batch(measured: pd.DataFrame, bound: float) -> str:
    """The measure that decides, of each batch, against bound and promise.

    Args:
        measured: as in Findings, at least one batch.
    """
    measured = measured.tail(SHOWN).reset_index(drop=True)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(11, 4), layout="constrained")
        axes = figure.add_subplot()
        values, promised = measured[metrics.PRIMARY], measured["promised"]
        colors = np.where(measured["beyond"], BAD, GOOD)
        axes.bar(measured.index, values, width=0.66, color=colors)
        # Above the promise, where that is higher.
        for x, top in measured[[metrics.PRIMARY, "promised"]].max(axis=1).items():
            place = {"xytext": (0, 3), "textcoords": "offset points", "ha": "center"}
            axes.annotate(f"{values[x]:.2f}", (x, top), **place)
        axes.axhline(bound, color=INK, linewidth=1, linestyle=(0, (5, 4)))
        for color, width in (("white", 5), (INK, 2)):
            lines = (promised, measured.index - 0.4, measured.index + 0.4)
            axes.hlines(*lines, color=color, linewidth=width)
        _bands(axes, [max(served) for served in measured["model_versions"]])
        axes.set_ylabel(metrics.PRIMARY.upper())
        axes.margins(y=0.2)
        axes.set_xticks(measured.index, measured["batch"], rotation=45 if len(measured) > 6 else 0)
        # A single batch keeps the width of one.
        axes.set_xlim(-0.5, max(len(measured), 12) - 0.5)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _bands(axes: Axes, versions: list[int]) -> None:
    """The version that served, above its batches; every other one shaded."""
    first = 0
    for number, (version, run) in enumerate(groupby(versions)):
        last = first + len(list(run))
        if number % 2 == 0:
            axes.axvspan(first - 0.5, last - 0.5, color=BAND, linewidth=0, zorder=0)
        place = {"xycoords": axes.get_xaxis_transform(), "ha": "center", "va": "top"}
        axes.annotate(f"v{version}", ((first + last - 1) / 2, 0.985), color=SOFT, **place)
        first = last
