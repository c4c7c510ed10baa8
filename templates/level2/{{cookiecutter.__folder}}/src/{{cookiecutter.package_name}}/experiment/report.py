"""The result for people: a table to read in a terminal or on GitHub, and a picture."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from ..problem import metrics
from .result import Result, Tried

COLORS = ["#8a8a8a", "#0f766e", "#b45309", "#6d28d9", "#be123c", "#1d4ed8"]
COLOR_NAMES = ["gray", "green", "orange", "purple", "red", "blue"]


def table(result: Result) -> list[list[str]]:
    """Head, one row a month, then the rows that sum up."""
    first, *others = result.tried
    rows = [["month", *(tried.name for tried in result.tried)]]
    values = [tried.primary() for tried in result.tried]
    rows += [[month, *(f"{by_month[month]:.3f}" for by_month in values)] for month in result.months]
    rows.append(["mean", *(f"{tried.mean():.3f}" for tried in result.tried)])
    rows.append(["worst", *(f"{tried.worst()[1]:.3f}" for tried in result.tried)])
    if others:
        of = len(result.months)
        better = [f"{tried.better_months(first)} of {of}" for tried in others]
        rows.append(["better in", "", *better])
    return rows


def text(result: Result) -> str:
    """The table in columns."""
    rows = table(result)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def headline(result: Result) -> str:
    """The finding in one sentence."""
    first, *others = result.tried
    span = f"{result.months[0]} to {result.months[-1]}"
    if not others:
        return f"Mean {result.measure} {first.mean():.3f} over {span}."
    best = min(others, key=lambda tried: tried.mean() * (1 if metrics.LOWER_IS_BETTER else -1))
    return (
        f"Mean {result.measure} {first.mean():.3f} → {best.mean():.3f} ({first.name} → {best.name})"
        f" over {span}; better in {best.better_months(first)} of {len(result.months)} months."
    )


def markdown(result: Result, title: str, notes: list[str]) -> str:
    """The report as GitHub shows it: in a step's summary, a comment or an issue."""
    head, *rows = table(result)
    summed = len(result.months)
    parts = [
        f"## {title}",
        f"**{headline(result)}**",
        _chart(result),
        f"Each month was forecast by a model retrained right before it. {_direction()}",
        "\n".join(_lines(head, rows[summed:])),
        "<details><summary>By month</summary>",
        "\n".join(_lines(head, rows[:summed])),
        "</details>",
        "\n".join(f"- {note}" for note in [*_differences(result), *notes]),
    ]
    return "\n\n".join(parts) + "\n"


def _direction() -> str:
    return f"Lower {metrics.PRIMARY} is better." if metrics.LOWER_IS_BETTER else "Higher is better."


def _lines(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in [head, *rows]]
    yield f"| {' | '.join(escaped[0])} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in escaped[1:])


def _differences(result: Result) -> Iterator[str]:
    first, *others = result.tried
    for tried in others:
        changed = [
            f"`{section}.{key}` {first.params.get(section, {}).get(key)} → {value}"
            for section, values in tried.params.items()
            for key, value in values.items()
            if first.params.get(section, {}).get(key) != value
        ]
        if tried.code != first.code:
            changed.append(f"code `{first.code}` → `{tried.code}`")
        yield f"{tried.name}: {', '.join(changed) or 'nothing changed'}"


def _chart(result: Result) -> str:
    """A chart that GitHub draws itself: it shows no pictures that aren't on the web."""
    colors = ", ".join(COLORS[: len(result.tried)])
    legend = ", ".join(
        f"{color}: {tried.name}" for color, tried in zip(COLOR_NAMES, result.tried, strict=False)
    )
    months = ", ".join(f'"{month[2:]}"' for month in result.months)
    lines = [_line(tried) for tried in result.tried[: len(COLORS)]]
    return "\n".join(
        [
            "```mermaid",
            "---",
            "config:",
            "  themeVariables:",
            "    xyChart:",
            f'      plotColorPalette: "{colors}"',
            "---",
            "xychart-beta",
            f"    x-axis [{months}]",
            f'    y-axis "{result.measure}"',
            *(f"    line [{values}]" for values in lines),
            "```",
            legend,
        ]
    )


def _line(tried: Tried) -> str:
    return ", ".join(f"{value:.3f}" for value in tried.primary().values())


def draw(result: Result) -> Figure:
    """The measure by month, one line a variant."""
    figure = Figure(figsize=(9, 4), layout="constrained")
    axes = figure.add_subplot()
    for number, tried in enumerate(result.tried):
        label = f"{tried.name}: mean {tried.mean():.3f}"
        color = COLORS[number % len(COLORS)]
        values = list(tried.primary().values())
        axes.plot(result.months, values, marker="o", markersize=3, color=color, label=label)
    axes.set_title(f"{result.measure} by month", loc="left", fontweight="bold")
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.25)
    axes.tick_params(axis="x", rotation=60)
    axes.legend(frameon=False)
    return figure
