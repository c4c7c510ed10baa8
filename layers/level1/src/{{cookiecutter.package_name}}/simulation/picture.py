"""The picture of the simulation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from matplotlib.figure import Figure

from ..problem import metrics, plots

FROZEN, LIVE, PROMOTED = "#c2410c", "#0f766e", "#3b3b3b"


class Scored(Protocol):
    """A month with both errors."""

    @property
    def month(self) -> str: ...
    @property
    def live(self) -> float: ...
    @property
    def frozen(self) -> float: ...
    @property
    def outcome(self) -> str: ...


def draw(months: Sequence[Scored], path: Path) -> None:
    """Draw the error by month of a model that stays, and of what the service answered."""
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    axes = figure.add_subplot()
    names = [month.month for month in months]
    live, frozen = ([getattr(month, who) for month in months] for who in ("live", "frozen"))
    axes.plot(names, frozen, color=FROZEN, linewidth=2.5, label="trained once")
    axes.plot(names, live, color=LIVE, linewidth=2.5, label="retrained")
    axes.fill_between(names, live, frozen, color=LIVE, alpha=0.08)
    promoted = [month for month in months if month.outcome.startswith("promoted")]
    axes.scatter(
        [month.month for month in promoted],
        [month.live for month in promoted],
        color=PROMOTED,
        zorder=3,
        label="promotion after this month",
    )
    for errors, color in ((frozen, FROZEN), (live, LIVE)):
        mean = sum(errors) / len(errors)
        axes.annotate(
            f"mean {mean:.3f}",
            (names[-1], errors[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            color=color,
            fontweight="bold",
            va="center",
        )
    axes.set_title(f"Error of the model in use ({metrics.PRIMARY})", loc="left", fontweight="bold")
    axes.set_ylim(bottom=0)
    axes.margins(x=0.02)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    axes.tick_params(axis="x", rotation=60)
    axes.legend(frameon=False, loc="upper left")
    plots.save(figure, path)
