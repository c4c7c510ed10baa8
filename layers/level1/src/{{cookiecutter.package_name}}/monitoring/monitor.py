"""Report how the model in use does: error on new labels, feature drift, volumes."""

from datetime import datetime
from typing import TYPE_CHECKING

from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown

if TYPE_CHECKING:
    from .findings import Findings

FOLDER = REPORTS / "monitoring"
PAGE = FOLDER / "index.html"
DATA = FOLDER / "findings.json"


def main() -> None:
    from .findings import look

    found = look()
    write(found)
    print(_summary(found))


def write(found: "Findings") -> None:
    """Write the page for people and the same figures as JSON."""
    from .report import render

    write_text(PAGE, render(found, datetime.now()))
    write_json(DATA, found.as_data())


def _summary(found: "Findings") -> str:
    from ..problem.metrics import PRIMARY
    from .predictions import MONITORED

    verdict = found.verdict.replace("_", " ")
    if newest := found.newest:
        measured = f"{PRIMARY} {newest[PRIMARY]:.3f} on {newest['batch']}"
        verdict = f"{measured}, bound {found.bound:g}: {verdict}"
    if not MONITORED:
        verdict = "the error isn't measured: rows without a time need UNIQUE in problem/schema.py"
    return f"{verdict}\nwrote {shown(PAGE)}\nwrote {shown(DATA)}"
