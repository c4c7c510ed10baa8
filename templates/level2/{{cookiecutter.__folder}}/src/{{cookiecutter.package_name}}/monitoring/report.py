"""The monitoring report: one page that needs no other file and no network."""

from datetime import datetime
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

NAME = metrics.PRIMARY.upper()
HEADLINES = {
    "no_predictions": "Nothing has been predicted yet.",
    "no_labels": "Predictions are logged; no label for any of them has arrived yet.",
    "within_bound": "The model in use is good enough.",
    "beyond_bound": "The model in use is not good enough.",
    "stalled": "Retraining no longer helps.",
}
MOODS = {"within_bound": "good", "beyond_bound": "bad", "stalled": "bad"}
# The gate promised so much better, as a share of what is missing to perfect.
FAR = 1 / 3
# The PSI from which a cell isn't shaded any darker.
DARKEST = 6.0
HEAT = LinearSegmentedColormap.from_list("heat", ["#ffffff", "#c79f65"])


def render(found: Findings, now: datetime) -> str:
    """The page."""
    pages = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["measure"] = _measure
    return pages.get_template("report.html").render(
        project=project_name_and_version()[0],
        now=now,
        found=found,
        name=NAME,
        primary=metrics.PRIMARY,
        headline=HEADLINES[found.verdict],
        mood=MOODS.get(found.verdict, ""),
        monitored=predictions.MONITORED,
        triggered=operations.load().triggers.performance,
        comparison=_comparison(found),
        drifted=_newest_features(found, found.drift["drifted"]),
        broken=_newest_features(
            found, found.drift["missing_now"] > found.drift["missing_then"] + 0.02
        ),
        others=_others(found),
        chart=Markup(error_by_batch(found.measured, found.bound)) if found.newest else "",
        figures=_figures(found) if found.newest else "",
        heat=_heat(found.drift) if len(found.drift) else "",
        volumes=_volumes(found.volumes) if len(found.volumes) else "",
    )


def _measure(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _comparison(found: Findings) -> dict[str, Any] | None:
    """The newest batch against the gate's promise."""
    newest = found.newest
    if newest is None or pd.isna(newest["promised"]):
        return None
    live, promised = newest[metrics.PRIMARY], newest["promised"]
    return {
        "promised": promised,
        "difference": abs(live - promised),
        "side": "better" if scores.better(live, promised) else "worse",
        "far_worse": scores.better(promised, live, margin=FAR),
    }


def _newest_features(found: Findings, chosen: pd.Series) -> list[str]:
    newest = found.drift["batch"] == found.drift["batch"].max()
    return found.drift.loc[newest & chosen.astype(bool), "feature"].astype(str).tolist()


def _others(found: Findings) -> list[str]:
    """The measures beside the one that decides."""
    known = ("batch", "rows", "model_versions", "promised", "beyond", metrics.PRIMARY)
    return [name for name in found.measured if name not in known]


def _html(table: Styler, kind: str) -> Markup:
    table = table.format_index(escape="html").format_index(escape="html", axis="columns")
    table = table.hide(names=True).hide(names=True, axis="columns")
    shown = table.set_table_attributes(f'class="{kind}"').set_uuid(kind)
    return Markup(shown.to_html(sparse_index=False))


def _figures(found: Findings) -> Markup:
    names = ["rows", "versions", metrics.PRIMARY, "promised", *_others(found)]
    served = [", ".join(f"v{number}" for number in row) for row in found.measured["model_versions"]]
    table = found.measured.assign(versions=served).set_index("batch")[names].iloc[::-1]
    moods = np.where(found.measured["beyond"].iloc[::-1], "bad", "good")
    classes = pd.DataFrame({metrics.PRIMARY: moods}, table.index)
    measures = [name for name in names if name not in ("rows", "versions")]
    style = table.style.format(_measure, subset=measures, na_rep="").format("{:,}", subset="rows")
    return _html(style.set_td_classes(classes), "figures")


def _heat(drift: pd.DataFrame) -> Markup:
    """PSI by feature and batch, the feature that drifted most on top."""
    cells = {
        name: drift.pivot(index="feature", columns="batch", values=name)
        for name in ("psi", "drifted", "p_value", "missing_now")
    }
    psi = cells["psi"]
    psi = psi.loc[psi.max(axis=1).sort_values(ascending=False).index]
    drifted, p, missing = (
        cells[name].reindex(psi.index) for name in ("drifted", "p_value", "missing_now")
    )
    style = psi.style.format("{:.2f}", na_rep="")
    style = style.background_gradient(
        HEAT, axis=None, gmap=np.log1p(psi), vmin=0, vmax=np.log1p(DARKEST)
    )
    style = style.set_td_classes(drifted.eq(True).replace({True: "drifted", False: ""}))
    about = "p = " + p.map("{:.2g}".format) + ", missing: " + missing.map("{:.1%}".format)
    return _html(style.set_tooltips(about, as_title_attribute=True), "heat")


def _volumes(volumes: pd.DataFrame) -> Markup:
    table = volumes.set_index("batch").iloc[::-1]
    style = table.style.format("{:,}").bar(
        subset=["rows", "labelled"], color="#b9d5d1", vmin=0, vmax=table["rows"].max(), height=60
    )
    return _html(style, "volumes")
