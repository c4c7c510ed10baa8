"""Report how the model in use does: error on new labels, feature drift, volumes."""

from datetime import datetime
from json import dumps
from typing import Annotated

from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown
from ..problem import metrics
from ..registry import tracking
from .findings import Findings, look
from .predictions import MONITORED

FOLDER = REPORTS / "monitoring"
PAGE = FOLDER / "index.html"
DATA = FOLDER / "findings.json"


def main(*, json: Annotated[bool, "print the findings as JSON"] = False) -> None:
    """Write page and data, then put the figures into the tracker."""
    found = look()
    write(found)
    if json:
        print(dumps(found.as_data(), indent=2))
    else:
        print(_summary(found))
        print(f"wrote {shown(PAGE)}\nwrote {shown(DATA)}")
    # Last: the report is there even when the tracker isn't.
    record(found)


def write(found: Findings) -> None:
    """Write the page for people and the same figures as JSON."""
    # Not above: drawing takes longer to import than --help may take.
    from .report import render

    write_text(PAGE, render(found, datetime.now()))
    write_json(DATA, found.as_data())


def record(found: Findings) -> None:
    """Put the figures into the tracker, as one run.

    Raises:
        RegistryUnavailable: the tracker can't be written.
    """
    measured = found.measured.set_index("batch").select_dtypes("number").drop(columns="rows")
    drifts = found.drift.pivot(index="batch", columns="feature", values="psi")
    curves = {f"live_{name}": measured[name].dropna().to_dict() for name in measured}
    curves |= {f"psi_{name}": drifts[name].dropna().to_dict() for name in drifts}
    tags = {"kind": "monitor", "verdict": found.verdict}
    tracking.record("monitor", tags=tags, by_batch=curves, files=FOLDER)


def _summary(found: Findings) -> str:
    if not MONITORED:
        return "the error isn't measured: rows without a time need UNIQUE in problem/schema.py"
    if (newest := found.newest) is None:
        return found.verdict.replace("_", " ")
    error = f"{metrics.PRIMARY} {newest[metrics.PRIMARY]:.3f} on {newest['batch']}"
    return f"{error}, bound {found.bound:g}: {found.verdict.replace('_', ' ')}"
