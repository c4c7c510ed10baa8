"""A comparison for people: a table to read in a terminal or on GitHub, and a picture."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ..core import batches, scores
from ..problem import metrics

COLORS = {
    "gray": "#8a8a8a",
    "green": "#0f766e",
    "orange": "#b45309",
    "purple": "#6d28d9",
    "red": "#be123c",
    "blue": "#1d4ed8",
}
# Batches with figures of their own; the sums are over all.
SHOWN = 36
Params = Mapping[str, Mapping[str, Any]]


def better(table: pd.DataFrame) -> pd.Series:
    """In how many batches each variant is better than the first."""
    losses = table.map(scores.loss)
    return losses.lt(losses.iloc[:, 0], axis=0).sum()


def best(table: pd.DataFrame) -> str:
    """The variant with the best mean: each batch counts the same, however many rows it has."""
    return min(table, key=lambda name: scores.loss(table[name].mean()))


def worst(table: pd.DataFrame) -> pd.Series:
    """The worst score of each variant."""
    return table.apply(lambda column: max(column, key=scores.loss))


def summed_up(table: pd.DataFrame) -> pd.DataFrame:
    """The rows below those of the batches, as text."""
    sums = pd.DataFrame({"mean": table.mean(), "worst": worst(table)}).T.map("{:.3f}".format)
    if table.shape[1] > 1:
        counts = [f"{count} of {len(table)}" for count in better(table).iloc[1:]]
        sums.loc["better in"] = ["", *counts]
    return sums


def by_batch(table: pd.DataFrame) -> pd.DataFrame:
    """The newest batches, as text."""
    return table.tail(SHOWN).map("{:.3f}".format)


def headline(table: pd.DataFrame) -> str:
    """The finding in one sentence."""
    first, span = table.columns[0], batches.ranges(list(table.index))
    means = table.mean()
    if table.shape[1] == 1:
        return f"Mean {metrics.PRIMARY} {means[first]:.3f} over {span}."
    other = best(table.iloc[:, 1:])
    return (
        f"Mean {metrics.PRIMARY} {means[first]:.3f} → {means[other]:.3f} ({first} → {other})"
        f" over {span}; better in {better(table)[other]} of {len(table)}."
    )


def markdown(table: pd.DataFrame, params: Mapping[str, Params], notes: Sequence[str]) -> str:
    """The report as GitHub shows it: in a step's summary, a comment or an issue.

    params: variant -> section -> key -> value.
    """
    parts = [
        "## Backtest",
        f"**{headline(table)}**",
        _chart(table.tail(SHOWN)),
        f"Each batch was forecast by a model retrained right before it. {_direction()}",
        _lines(summed_up(table)),
        "<details><summary>By batch</summary>",
        _lines(by_batch(table)),
        "</details>",
        "\n".join(f"- {note}" for note in [*_differences(params), *notes]),
    ]
    return "\n\n".join(parts) + "\n"


def _direction() -> str:
    if math.isfinite(metrics.BEST):
        return f"A perfect {metrics.PRIMARY} is {metrics.BEST:g}."
    return "Higher is better." if metrics.BEST > 0 else "Lower is better."


def _lines(text: pd.DataFrame) -> str:
    rows = [["", *text.columns], ["---", *["---:"] * text.shape[1]]]
    rows += [[name, *row] for name, row in zip(text.index, text.to_numpy(), strict=True)]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows
    )


def _differences(params: Mapping[str, Params]) -> Iterator[str]:
    first, *others = params.values()
    for name, other in zip(list(params)[1:], others, strict=True):
        changed = [
            f"`{section}.{key}` {first.get(section, {}).get(key)} → {value}"
            for section, values in other.items()
            for key, value in values.items()
            if first.get(section, {}).get(key) != value
        ]
        yield f"{name}: {', '.join(changed) or 'the same parameters'}"


def _chart(table: pd.DataFrame) -> str:
    """A chart that GitHub draws itself: it shows no pictures that aren't on the web."""
    table = table.iloc[:, : len(COLORS)]
    names = list(COLORS)[: table.shape[1]]
    lines = [", ".join(f"{value:.3f}" for value in table[name]) for name in table]
    return "\n".join(
        [
            "```mermaid",
            "---",
            "config:",
            "  themeVariables:",
            "    xyChart:",
            f'      plotColorPalette: "{", ".join(COLORS[name] for name in names)}"',
            "---",
            "xychart-beta",
            f"    x-axis {json.dumps(list(table.index))}",
            f'    y-axis "{metrics.PRIMARY}"',
            *(f"    line [{line}]" for line in lines),
            "```",
            ", ".join(f"{color}: {name}" for color, name in zip(names, table, strict=True)),
        ]
    )


def draw(table: pd.DataFrame) -> Figure:
    """The measure by batch, one line a variant."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_prop_cycle(color=list(COLORS.values()))
    labels = [f"{name}: mean {mean:.3f}" for name, mean in table.mean().items()]
    axes.plot(table.index, table, marker="o", markersize=3, label=labels)
    axes.set_title(f"{metrics.PRIMARY} by batch", loc="left", fontweight="bold")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    axes.tick_params(axis="x", rotation=60)
    axes.legend(frameon=False)
    return figure
