"""The report's picture, as SVG that stands in the page itself."""

import io

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..problem.metrics import PRIMARY

INK, LINE = "#2f2f2f", "#ece8df"
GOOD, BAD = "#0f766e", "#c2410c"
# The newest that fit the page's width.
SHOWN = 24


def error_by_batch(measured: pd.DataFrame, bound: float) -> str:
    """The measure that decides, of each batch, against bound and promise.

    Args:
        measured: as in Findings, at least one batch.
    """
    measured = measured.tail(SHOWN).reset_index(drop=True)
    # Texts stay text, in the page's own font; the same figures give the same bytes.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "report"}):
        figure = Figure(figsize=(11, 4), layout="constrained")
        # A single batch keeps the width of one.
        width = max(len(measured), 12)
        axes = figure.add_subplot(ylabel=PRIMARY.upper(), xlim=(-0.5, width - 0.5), ymargin=0.2)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0)
        axes.grid(axis="y", color=LINE)
        axes.set_axisbelow(True)
        _draw(axes, measured)
        axes.axhline(bound, color=INK, linewidth=1, linestyle=(0, (5, 4)))
        versions = measured["model_versions"].map(lambda served: f", v{max(served)}")
        names = measured["batch"] + versions
        axes.set_xticks(measured.index, names, rotation=45 if len(measured) > 6 else 0)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    # Without the declaration of a file of its own.
    return "<svg" + buffer.getvalue().partition("<svg")[2]


def _draw(axes: Axes, measured: pd.DataFrame) -> None:
    at, values, promised = measured.index, measured[PRIMARY], measured["promised"]
    axes.bar(at, values, width=0.66, color=np.where(measured["beyond"], BAD, GOOD))
    for color, width in (("white", 5), (INK, 2)):
        axes.hlines(promised, at - 0.4, at + 0.4, color=color, linewidth=width)
    # Above the promise, where that is higher.
    for x, (top, value) in enumerate(zip(np.fmax(values, promised), values, strict=True)):
        axes.text(x, top, f"{value:.2f}\n", ha="center", va="center", linespacing=1.6, color=INK)
