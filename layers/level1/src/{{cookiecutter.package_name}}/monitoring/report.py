"""The monitoring report: one page that needs no other file and no network."""

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.colors import LinearSegmentedColormap
from pandas.io.formats.style import Styler

from .. import operations
from ..core import scores
from ..core.environment import project_name_and_version
from ..problem import metrics
from . import predictions
from .chart import error_by_batch
from .findings import Findings

# The gate promised so much better, as a share of what is missing to perfect.
FAR = 1 / 3
# The PSI from which a cell isn't shaded any darker.
DARKEST = 6.0
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
        project=project_name_and_version()[0],
        now=now,
        found=found,
        primary=metrics.PRIMARY,
        monitored=predictions.MONITORED,
        triggered=operations.load().triggers.performance,
        promise=_promise(found.newest),
        drifted=newest.loc[newest["drifted"].astype(bool), "feature"],
        broken=newest.loc[newest["missing_now"] > newest["missing_then"] + 0.02, "feature"],
        others=_others(found),
        chart=Markup(error_by_batch(found.measured, found.bound)) if found.newest else "",
        figures=_figures(found) if found.newest else "",
        heat=_heat(found.drift) if len(found.drift) else "",
        volumes=_volumes(found.volumes) if len(found.volumes) else "",
    )


def _measure(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _promise(newest: dict[str, Any] | None) -> str:
    """How the newest batch does against what the gate promised."""
    if newest is None or pd.isna(newest["promised"]):
        return ""
    live, promised = newest[metrics.PRIMARY], newest["promised"]
    if scores.better(promised, live, margin=FAR):
        return "live is far worse"
    return "live is better" if scores.better(live, promised) else "live is worse"


def _others(found: Findings) -> list[str]:
    """The measures beside the one that decides."""
    known = ("batch", "rows", "model_versions", "promised", "beyond", metrics.PRIMARY)
    return [name for name in found.measured if name not in known]


def _html(table: Styler, kind: str) -> Markup:
    for axis in ("index", "columns"):
        table.format_index(escape="html", axis=axis)
        table.hide(names=True, axis=axis)
    shown = table.set_table_attributes(f'class="{kind}"').set_uuid(kind)
    return Markup(shown.to_html())


def _figures(found: Findings) -> Markup:
    measures = [metrics.PRIMARY, "promised", *_others(found)]
    newest_first = found.measured.set_index("batch").iloc[::-1]
    served = newest_first["model_versions"].map(lambda row: ", ".join(f"v{n}" for n in row))
    style = newest_first.assign(versions=served)[["rows", "versions", *measures]].style
    style.format("{:,}", subset="rows")
    style.format(_measure, subset=measures, na_rep="")
    moods = newest_first[["beyond"]].replace({True: "bad", False: "good"})
    return _html(style.set_td_classes(moods.set_axis([metrics.PRIMARY], axis=1)), "figures")


def _heat(drift: pd.DataFrame) -> Markup:
    """PSI by feature and batch, the feature that drifted most on top."""
    cells = drift.pivot(index="feature", columns="batch")
    cells = cells.loc[cells["psi"].max(axis=1).sort_values(ascending=False).index]
    psi, p, missing = cells["psi"], cells["p_value"], cells["missing_now"]
    style = psi.style
    style.format("{:.2f}", na_rep="")
    shades = {"gmap": np.log1p(psi.to_numpy()), "vmin": 0, "vmax": np.log1p(DARKEST)}
    # No shade is so dark that the figures had to be white.
    shades["text_color_threshold"] = 0
    style.background_gradient(HEAT, axis=None, **shades)
    style.set_td_classes(cells["drifted"].eq(True).replace({True: "drifted", False: ""}))
    about = "p = " + p.map("{:.2g}".format) + ", missing: " + missing.map("{:.1%}".format)
    return _html(style.set_tooltips(about, as_title_attribute=True), "heat")


def _volumes(volumes: pd.DataFrame) -> Markup:
    table = volumes.set_index("batch").iloc[::-1]
    style = table.style
    style.format("{:,}")
    most = table["rows"].max()
    style.bar(subset=["rows", "labelled"], color="#b9d5d1", vmin=0, vmax=most, height=60)
    return _html(style, "volumes")
