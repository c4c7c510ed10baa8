"""Pictures for people: of the data while exploring, of the errors after training."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure

from .schema import TARGET

ACTUAL, PREDICTED, BASELINE, HELD_OUT = "#3b3b3b", "#0f766e", "#c2a36b", "#b45309"


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG."""
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _axes(title: str, ylabel: str, width: float = 9, height: float = 4) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_ylabel(ylabel)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    return figure, axes


def _dates(axes: Axes) -> None:
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))


def daily_rides(rows: pd.DataFrame) -> Figure:
    """Rides per day over the whole time, with the mean of seven days."""
    figure, axes = _axes("Rides per day", "rides")
    daily = rows.set_index("timestamp")[TARGET].resample("D").sum()
    axes.plot(daily.index, daily, color=BASELINE, linewidth=1, label="day")
    axes.plot(daily.index, daily.rolling(7).mean(), color=PREDICTED, linewidth=2, label="7 days")
    axes.legend(frameon=False)
    _dates(axes)
    return figure


def demand_by_hour(rows: pd.DataFrame) -> Figure:
    """Mean rides by hour of the day: working days have two rush hours, the others none."""
    figure, axes = _axes("Mean rides by hour of the day", "rides per hour")
    means = rows.groupby([rows["workingday"], rows["timestamp"].dt.hour])[TARGET].mean()
    for workingday, color, label in [(1, PREDICTED, "working day"), (0, HELD_OUT, "other day")]:
        axes.plot(means[workingday], color=color, linewidth=2, label=label)
    axes.set_xlabel("hour of the day")
    axes.set_xticks(range(0, 24, 3))
    axes.legend(frameon=False)
    return figure


def demand_by_temperature(rows: pd.DataFrame) -> Figure:
    """Rides against temperature, daytime hours, colored by month."""
    figure, axes = _axes("Rides against temperature, 7 to 20 h", "rides per hour")
    day = rows[rows["timestamp"].dt.hour.between(7, 20)]
    months = day["timestamp"].dt.strftime("%Y-%m").astype("category")
    points = axes.scatter(
        day["temp_c"], day[TARGET], c=months.cat.codes, cmap="viridis", s=8, alpha=0.6
    )
    axes.set_xlabel("°C")
    handles, _ = points.legend_elements(num=list(range(len(months.cat.categories))))
    axes.legend(handles, months.cat.categories, frameon=False, ncols=2, fontsize=8)
    return figure


def worst_week(scored: pd.DataFrame) -> Figure:
    """Forecast against actual in the holdout's week with the largest share of error."""
    held_out = scored[scored["held_out"]]
    weeks = held_out["timestamp"].dt.to_period("W")
    errors = (held_out[TARGET] - held_out["prediction"]).abs()
    # Weeks cut off by the end of a month would win by chance.
    whole = weeks.map(weeks.value_counts()) >= min(5 * 24, len(held_out))
    if not whole.any():
        whole = weeks == weeks.mode()[0]
    by_week = errors[whole].groupby(weeks[whole]).sum()
    share = by_week / held_out.loc[whole, TARGET].groupby(weeks[whole]).sum()
    week = held_out[weeks == share.idxmax()]
    figure, axes = _axes(
        f"The worst week of the holdout: its errors add up to {share.max():.0%} of its rides",
        "rides per hour",
    )
    axes.plot(week["timestamp"], week[TARGET], color=ACTUAL, linewidth=1.5, label="actual")
    axes.plot(week["timestamp"], week["prediction"], color=PREDICTED, linewidth=2, label="forecast")
    axes.plot(week["timestamp"], week["baseline"], color=BASELINE, linestyle=":", label="baseline")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, ncols=3)
    _dates(axes)
    return figure


def error_by_hour(scored: pd.DataFrame) -> Figure:
    """Mean absolute error by hour of the day, candidate beside baseline."""
    held_out = scored[scored["held_out"]]
    hours = held_out["timestamp"].dt.hour
    figure, axes = _axes("Holdout: mean error by hour of the day", "rides per hour")
    for column, color, shift in [("baseline", BASELINE, -0.2), ("prediction", PREDICTED, 0.2)]:
        errors = (held_out[TARGET] - held_out[column]).abs().groupby(hours).mean()
        label = "baseline" if column == "baseline" else "model"
        axes.bar(errors.index + shift, errors, width=0.4, color=color, label=label)
    axes.set_xlabel("hour of the day")
    axes.set_xticks(range(0, 24, 3))
    axes.legend(frameon=False)
    return figure


def residuals_by_month(scored: pd.DataFrame) -> Figure:
    """Actual minus forecast by month; what the candidate was fitted on flatters it."""
    months = scored["timestamp"].dt.strftime("%Y-%m")
    names = sorted(months.unique())
    residuals = scored[TARGET] - scored["prediction"]
    figure, axes = _axes("Actual minus forecast, by month", "rides per hour")
    boxes = axes.boxplot(
        [residuals[months == name].to_numpy() for name in names],
        tick_labels=names,
        showfliers=False,
        patch_artist=True,
        medianprops={"color": "white", "linewidth": 2},
    )
    for name, box in zip(names, boxes["boxes"], strict=True):
        box.set_facecolor(HELD_OUT if scored.loc[months == name, "held_out"].any() else PREDICTED)
        box.set_edgecolor("none")
    axes.axhline(0, color=ACTUAL, linewidth=1)
    axes.bar(np.nan, np.nan, color=PREDICTED, label="fitted on")
    axes.bar(np.nan, np.nan, color=HELD_OUT, label="held out")
    axes.legend(frameon=False, ncols=2)
    if len(names) > 8:
        axes.tick_params(axis="x", rotation=60)
    return figure


# File name -> picture; `evaluate` draws them and the model card shows them.
EVALUATION: dict[str, Callable[[pd.DataFrame], Figure]] = {
    "worst_week": worst_week,
    "error_by_hour": error_by_hour,
    "residuals_by_month": residuals_by_month,
}
