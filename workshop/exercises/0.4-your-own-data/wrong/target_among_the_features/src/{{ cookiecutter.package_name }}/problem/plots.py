"""One picture."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from .schema import TARGET


def save(figure: Figure, path: Path) -> None:
    figure.savefig(path)


def calibration(scored: pd.DataFrame) -> Figure:
    figure = Figure()
    axes = figure.add_subplot()
    held_out = scored[scored["held_out"]]
    for failed, rows in held_out.groupby(TARGET):
        axes.hist(rows["predicted"], alpha=0.5, label=f"failed: {failed}")
    axes.legend()
    return figure


EVALUATION: dict[str, Callable[[pd.DataFrame], Figure]] = {"calibration": calibration}
