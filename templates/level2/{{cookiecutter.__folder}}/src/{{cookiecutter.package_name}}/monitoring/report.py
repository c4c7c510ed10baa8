"""The monitoring report: one page that needs no other file and no network."""

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup
from matplotlib.colors import LinearSegmentedColormap
from pandas.io.formats.style import Styler

from ..core import scores
from ..core.environment import DISTRIBUTION
from ..problem import metrics
from . import predictions
from .chart import error_by_batch
from .findings import Findings

# The PSI from which a cell isn't shaded any darker: four times what counts as large.
DARKEST = 1.0
HEAT = LinearSegmentedColormap.from_list("heat", ["#ffffff", "#c79f65"])


def render(found: Findings, now: datetime) -> str:
    """The page."""
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["measure"] = _measure
    newest = found.drift[found.drift["batch"] == found.drift["batch"].max()]
    return pages.get_template("report.html").render(
        project=DISTRIBUTION,
        now=now,
        found=found,
        primary=metrics.PRIMARY,
        monitored=predictions.MONITORED,
        promise=_promise(found.newest),
        drifted=newest.loc[newest["drifted"].astype(bool), "feature"],
        others=_others(found.measured),
        chart=Markup(error_by_batch(found.measured, found.bound)) if found.newest else "",
        heat=_heat(found.drift) if len(found.drift) else "",
        volumes=_volumes(found.volumes) if len(found.volumes) else "",
    )


def _measure(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _promise(newest: dict[str, Any] | None) -> str:
    """How the newest batch does against what the gate promised."""
    if newest is None or pd.isna(newest["promised"]):
        return ""
    better = scores.better(newest[metrics.PRIMARY], newest["promised"])
    return "live is better" if better else "live is worse"


def _others(measured: pd.DataFrame) -> list[str]:
    """The measures beside the one that decides."""
    known = ["rows", "promised", metrics.PRIMARY]
    return list(measured.select_dtypes("number").drop(columns=known, errors="ignore"))


def _html(table: Styler, kind: str) -> Markup:
    for axis in ("index", "columns"):
        table.format_index(escape="html", axis=axis)
        table.hide(names=True, axis=axis)
    shown = table.set_table_attributes(f'class="{kind}"').set_uuid(kind)
    return Markup(shown.to_html())


def _heat(drift: pd.DataFrame) -> Markup:
    """PSI by feature and batch, the feature that drifted most on top."""
    cells = drift.pivot(index="feature", columns="batch")
    cells = cells.loc[cells["psi"].max(axis=1).sort_values(ascending=False).index]
    style = cells["psi"].style
    style.format("{:.2f}", na_rep="")
    # No shade is so dark that the figures had to be white.
    style.background_gradient(HEAT, axis=None, vmin=0, vmax=DARKEST, text_color_threshold=0)
    style.set_td_classes(cells["drifted"].eq(True).replace({True: "drifted", False: ""}))
    return _html(style, "heat")


def _volumes(volumes: pd.DataFrame) -> Markup:
    table = volumes.set_index("batch").iloc[::-1]
    style = table.style
    style.format("{:,}")
    most = table["rows"].max()
    style.bar(subset=["rows", "labelled"], color="#b9d5d1", vmin=0, vmax=most, height=60)
    return _html(style, "volumes")
