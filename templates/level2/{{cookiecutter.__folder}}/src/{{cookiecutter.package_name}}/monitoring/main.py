"""Report how the model in use does: error on new labels, feature drift, volumes."""

import json
from datetime import datetime

from .. import tracking
from ..core.command import command, next_step, parser, wrote
from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown
from ..problem import metrics
from .findings import Findings, look
from .report import render

FOLDER = REPORTS / "monitoring"
PAGE = FOLDER / "index.html"
DATA = FOLDER / "findings.json"


def record(found: Findings) -> None:
    """Put the figures into the tracker, as one run.

    Raises:
        RegistryUnavailable: the tracker can't be written.
    """
    months = found.months.set_index("month").select_dtypes("number").drop(columns="rows")
    drifts = found.drift.pivot(index="month", columns="feature", values="psi")
    curves = {f"live_{name}": months[name].dropna().to_dict() for name in months}
    curves |= {f"psi_{name}": drifts[name].to_dict() for name in drifts}
    tags = {"kind": "monitor", "verdict": found.verdict}
    tracking.record("monitor", tags=tags, by_month=curves, files=FOLDER)


def _summary(found: Findings) -> str:
    if (newest := found.newest) is None:
        return found.verdict.replace("_", " ")
    error = f"{metrics.PRIMARY} {newest[metrics.PRIMARY]:.3f} on {newest['month']}"
    return f"{error}, bound {found.bound:g}: {found.verdict.replace('_', ' ')}"


@command
def main() -> None:
    arguments = parser("monitor", __doc__)
    arguments.add_argument("--json", action="store_true", help="print the findings as JSON")
    as_json = arguments.parse_args().json
    found = look()
    data = found.as_data()
    write_text(PAGE, render(found, datetime.now()))
    write_json(DATA, data)
    if as_json:
        print(json.dumps(data, indent=2))
    else:
        print(_summary(found))
        wrote(PAGE, DATA)
        next_step(f"open {shown(PAGE)} in a browser")
    # Last: the report is there even when the tracker isn't.
    record(found)
