"""The picture of the simulation."""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from {{ cookiecutter.package_name }}.problem import metrics, plots

FROZEN, LIVE, PROMOTED = "#c2410c", "#0f766e", "#3b3b3b"


def draw(passed: pd.DataFrame, path: Path) -> None:
    """Draw the error by batch of a model that stays, and of what the service answered.

    Args:
        passed: batch, live, frozen, outcome; one row a batch.
    """
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    axes = figure.add_subplot()
    for who, color, label in (("frozen", FROZEN, "trained once"), ("live", LIVE, "retrained")):
        axes.plot(passed["batch"], passed[who], color=color, linewidth=2.5, label=label)
        axes.annotate(
            f"mean {passed[who].mean():.3f}",
            (len(passed) - 1, passed[who].iloc[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            color=color,
            fontweight="bold",
            va="center",
        )
    axes.fill_between(passed["batch"], passed["live"], passed["frozen"], color=LIVE, alpha=0.08)
    promoted = passed[passed["outcome"].str.startswith("promoted")]
    label = "promotion after this batch"
    axes.scatter(promoted["batch"], promoted["live"], color=PROMOTED, zorder=3, label=label)
    axes.set_title(f"{metrics.PRIMARY.upper()} of the model in use", loc="left", fontweight="bold")
    axes.margins(x=0.02)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    axes.tick_params(axis="x", rotation=60)
    axes.legend(frameon=False, loc="upper left")
    plots.save(figure, path)
