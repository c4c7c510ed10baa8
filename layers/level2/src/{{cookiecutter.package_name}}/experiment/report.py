"""A comparison for people: in a terminal, and as GitHub shows it."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..core import batches, scores
from ..problem import metrics

COLORS = {"gray": "#8a8a8a", "green": "#0f766e", "orange": "#b45309", "purple": "#6d28d9"}
# Batches with figures of their own; the summary is of all.
SHOWN = 36
FORMAT = "{:.3f}".format


def summary(table: pd.DataFrame, params: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """One row a variant; all are compared with the first.

    table: scores by batch, a column for each variant. params: of each, by key.
    """
    losses = table.map(scores.loss)
    first = next(iter(params.values()))
    changes = [
        ", ".join(f"{key} {first.get(key)} → {of[key]}" for key in of if of[key] != first.get(key))
        for of in params.values()
    ]
    return pd.DataFrame(
        {
            # Each batch counts the same, however many rows it has.
            "mean": table.mean(),
            "worst": [table[name][losses[name].idxmax()] for name in table],
            "better in": losses.lt(losses.iloc[:, 0], axis=0).sum(),
            "changed": changes,
        }
    )


def headline(table: pd.DataFrame, summary: pd.DataFrame) -> str:
    """The finding in one sentence."""
    name, *others = table
    text, means = f"Mean {metrics.PRIMARY} {FORMAT(table[name].mean())}", summary["mean"]
    span = f"over {batches.ranges(list(table.index))}"
    if not others:
        return f"{text} {span}."
    best = min(others, key=lambda name: scores.loss(means[name]))
    count = f"better in {summary['better in'][best]} of {len(table)}"
    return f"{text} → {FORMAT(means[best])} ({name} → {best}) {span}; {count}."


def markdown(table: pd.DataFrame, summary: pd.DataFrame, note: str) -> str:
    """For a step's summary, a comment or an issue."""
    newest = table.tail(SHOWN)
    return f"""## Backtest

**{headline(table, summary)}**

{_chart(newest.iloc[:, : len(COLORS)])}

Each batch was forecast by a model retrained right before it. {note}

{summary.to_html(float_format=FORMAT)}

<details><summary>By batch</summary>

{newest.to_html(float_format=FORMAT)}

</details>
"""


def _chart(table: pd.DataFrame) -> str:
    """A chart that GitHub draws itself: it shows no pictures that aren't on the web."""
    lines = "\n".join(f"    line {json.dumps(list(table[name].round(3)))}" for name in table)
    return f"""```mermaid
---
config:
  themeVariables:
    xyChart:
      plotColorPalette: "{", ".join(COLORS.values())}"
---
xychart-beta
    x-axis {json.dumps(list(table.index))}
    y-axis "{metrics.PRIMARY}"
{lines}
```

{", ".join(f"{color}: {name}" for color, name in zip(COLORS, table, strict=False))}"""
