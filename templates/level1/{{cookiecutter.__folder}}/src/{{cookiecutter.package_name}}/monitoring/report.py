"""The monitoring report: one page that needs no other file and no network."""

import math
from collections.abc import Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from ..core.environment import project_name_and_version
from ..problem import metrics
from .advice import HEADLINES, advice
from .charts import error_by_month
from .findings import Findings

PAGE = Path(__file__).with_name("report.html")
NAME = metrics.PRIMARY.upper()
SHOWN_MONTHS = 18
# The PSI from which a cell isn't shaded any darker.
DARKEST = 6.0
MOODS = {"within_bound": "good", "beyond_bound": "bad", "stalled": "bad"}


def render(found: Findings, now: datetime) -> str:
    """The page."""
    project, _ = project_name_and_version()
    sections = [_performance(found), _drift(found), _volumes(found)]
    headline = HEADLINES[found.verdict]
    if newest := found.newest:
        headline += (
            f" {NAME} {newest[metrics.PRIMARY]:.3f} on {newest['month']}, bound {found.bound:g}."
        )
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(f"{project}: the model in use"),
        written=f"{now:%d %B %Y, %H:%M}",
        mood=MOODS.get(found.verdict, ""),
        headline=escape(headline),
        advice="<ul>" + "".join(f"<li>{line}</li>" for line in advice(found)) + "</ul>",
        cards="".join(_cards(found)),
        sections="\n".join(section for section in sections if section),
        footer="Written by <code>uv run poe monitor</code>. The same figures are in MLflow.",
    )


def _mood(month: Mapping[str, Any]) -> str:
    return "bad" if month["beyond"] else "good"


def _card(label: str, figure: str, note: str, mood: str = "") -> str:
    return (
        f'<div class="card {mood}"><div class="soft">{escape(label)}</div>'
        f'<div class="figure">{escape(figure)}</div><div class="soft">{escape(note)}</div></div>'
    )


def _cards(found: Findings) -> list[str]:
    cards = []
    if newest := found.newest:
        error = f"{newest[metrics.PRIMARY]:.3f}"
        cards.append(
            _card(f"{NAME}, {newest['month']}", error, f"bound {found.bound:g}", _mood(newest))
        )
        promised = newest["promised"]
        if pd.notna(promised):
            times = f"live is {newest[metrics.PRIMARY] / promised:.1f} times that"
            cards.append(_card("the gate promised", f"{promised:.3f}", times))
        if "bias" in newest:
            side = "forecasts too high" if newest["bias"] > 0 else "forecasts too low"
            cards.append(_card("bias", f"{newest['bias']:+.0%}", side))
    if found.champion:
        until = f"data up to {found.champion.data_until}"
        cards.append(_card("champion", f"v{found.champion.number}", until))
    predictions = int(found.volumes["predictions"].sum()) if len(found.volumes) else 0
    months = f"in {len(found.volumes)} month(s)"
    cards.append(_card("predictions logged", f"{predictions:,}", months))
    return cards


def _section(title: str, text: str, content: str) -> str:
    return f'<h2>{escape(title)}</h2><p class="soft">{text}</p><div class="panel">{content}</div>'


def _performance(found: Findings) -> str:
    if found.months.empty:
        return ""
    key = (
        '<div class="key"><span><i style="background: var(--good)"></i>within the bound</span>'
        '<span><i style="background: var(--bad)"></i>beyond it</span>'
        '<span><i class="dashed"></i>bound</span>'
        '<span><i class="line"></i>promised by the gate</span>'
        "<span>v1, v2, …: the version that served</span></div>"
    )
    names = [name for name in found.months if name not in ("month", "rows", "model_versions")]
    measures = [name for name in names if name not in ("promised", "beyond", metrics.PRIMARY)]
    head = ["month", "rows", "versions", NAME, "promised", *measures]
    rows = [
        [
            month["month"],
            f"{month['rows']:,}",
            ", ".join(f"v{version}" for version in month["model_versions"]),
            f'<td class="{_mood(month)}">{month[metrics.PRIMARY]:.3f}</td>',
            f"{month['promised']:.3f}" if pd.notna(month["promised"]) else "",
            *(_number(name, month[name]) for name in measures),
        ]
        for month in found.months.iloc[::-1].to_dict("records")
    ]
    text = (
        "What the service answered, against what came true. For a row that was asked for more"
        " than once, the last answer counts."
    )
    figures = f"<details><summary>The figures</summary>{_table(head, rows)}</details>"
    chart = error_by_month(found.months, found.bound)
    return _section("Error of the live model", text, key + chart + figures)


def _number(name: str, value: float) -> str:
    return (
        f"{value:+.1%}" if name == "bias" else f"{value:.3f}" if abs(value) < 1 else f"{value:,.1f}"
    )


def _table(head: list[str], rows: list[list[str]], kind: str = "") -> str:
    """A table of cells, which are either text or whole <td> elements."""
    lines = ["".join(f"<th>{name}</th>" for name in head)]
    lines += [
        "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in row)
        for row in rows
    ]
    return f'<table class="{kind}">' + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _drift(found: Findings) -> str:
    if found.drift.empty:
        return ""
    months = sorted(found.drift["month"].unique())[-SHOWN_MONTHS:]
    cells = found.drift.set_index(["feature", "month"])
    features = found.drift.groupby("feature")["psi"].max().sort_values(ascending=False).index
    rows = [
        [f"<td>{escape(feature)}</td>", *(_shade(cells.loc[(feature, month)]) for month in months)]
        for feature in features
    ]
    head = ["PSI", *(month[2:] for month in months)]
    text = (
        "Each month against what the version that served it was trained on, by population"
        " stability index. Bold: large, and not by chance. A reason to look, not to retrain: summer"
        " isn't winter, and a model can be right about both."
    )
    return _section("Feature drift", text, _table(head, rows, "heat"))


def _shade(cell: pd.Series) -> str:
    depth = min(math.log1p(cell["psi"]) / math.log1p(DARKEST), 1) * 0.75
    weight = "700" if cell["drifted"] else "400"
    missing = f", {cell['missing_now']:.1%} missing" if cell["missing_now"] else ""
    return (
        f'<td style="background: rgba(180, 125, 40, {depth:.2f}); font-weight: {weight}"'
        f' title="{cell["test"]}: p = {cell["p_value"]:.2g}{missing}">{cell["psi"]:.2f}</td>'
    )


def _volumes(found: Findings) -> str:
    if found.volumes.empty:
        return ""
    most = found.volumes["rows"].max()
    rows = [
        [
            month["month"],
            f"{month['predictions']:,}",
            f"{month['rows']:,}",
            f"{month['labelled']:,}",
            _bar(month["labelled"], most) + _bar(month["rows"] - month["labelled"], most, "rest"),
        ]
        for month in found.volumes.iloc[::-1].to_dict("records")
    ]
    text = "How much was asked, and for how much of it the truth has arrived."
    head = [
        "month",
        "predictions",
        "rows",
        "labelled",
        '<span class="left">labelled / not yet</span>',
    ]
    return _section("Volumes", text, _table(head, rows))


def _bar(count: int, most: int, kind: str = "") -> str:
    return f'<i class="bar {kind}" style="width: {220 * count / most:.0f}px"></i>'
