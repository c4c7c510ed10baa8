"""Which batches are fit to be trained on; the others are quarantined, each with a report."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from .. import operations
from ..core import batches
from ..core.errors import ContractError, ProjectError
from ..core.files import sha256, write_text
from ..core.paths import LANDING, shown
from ..operations import QUARANTINE, Validation
from ..problem import schema
from ..problem.quality import missing_share
from . import notify

log = logging.getLogger(__name__)

REPORT = "report.txt"
# How a run says that it ends for the newest batch's sake alone.
REFUSED = "the newest batch is quarantined: "


@dataclass(frozen=True)
class Validated:
    """rows: of the good batches, oldest first; batches: their hashes; quarantined: batch -> why."""

    rows: pd.DataFrame
    batches: dict[str, str]
    quarantined: dict[str, str]

    @property
    def newest_is_good(self) -> bool:
        """Whether there is nothing newer in quarantine."""
        return max(self.batches) > max(self.quarantined, default="")


def validate(landed: Mapping[str, str], limits: Validation, window: int = 0) -> Validated:
    """Check the batches, newest first, until `window` good ones are found; 0 checks all.

    A bad one is moved, whole, out of the landing folder: a file with one bad row is a file that
    something went wrong with, and leaving out the row alone would hide it.

    Args:
        landed: batch -> SHA-256 of its file.

    Raises:
        ProjectError: no good batch is left.
    """
    tables, quarantined = {}, {}
    for name in sorted(landed, reverse=True):
        if window and len(tables) == window:
            break
        try:
            tables[name] = examine(name, limits)
        except ProjectError as error:
            quarantined[name] = str(error)
            quarantine(name, landed[name], error)
    if not landed:
        raise ProjectError("nothing has landed")
    if not tables:
        name, problem = max(quarantined.items())
        where, first = shown(QUARANTINE), problem.splitlines()[0]
        raise ProjectError(f"no good batch is left, all are in {where}. {name}: {first}")
    good = sorted(tables)
    return Validated(
        rows=pd.concat([tables[name] for name in good], ignore_index=True),
        batches={name: landed[name] for name in good},
        quarantined=quarantined,
    )


def examine(name: str, limits: Validation, folder: Path = LANDING) -> pd.DataFrame:
    """One batch's rows.

    Raises:
        ProjectError: they break the data contract, lie in the future, or too many are missing.
    """
    path = shown(folder / f"{name}.csv")
    now = operations.now()
    ahead = getattr(schema, "MAY_BE_AHEAD", False)
    if schema.TIME and not ahead and batches.span(name)[0] > now:
        raise ProjectError(
            f"{path}: {name} is in the future, today is {now:%Y-%m-%d} (for data that is ahead"
            " of the clock: MAY_BE_AHEAD = True in problem/schema.py)"
        )
    rows = batches.read(name, folder)
    missing = missing_share(rows, name)
    if missing > limits.max_missing:
        raise ProjectError(
            f"{path}: {missing:.1%} of the batch is missing, after row {len(rows)}; at most"
            f" {limits.max_missing:.1%} may be: was it cut short? (what makes a batch complete:"
            " problem/quality.py)"
        )
    return rows


def quarantine(name: str, digest: str, problem: ProjectError) -> None:
    """Write the report, then move the file beside it."""
    file = LANDING / f"{name}.csv"
    if sha256(file) != digest:
        # It was replaced while we looked: the next run looks at the new one.
        return
    folder = QUARANTINE / name
    every = problem.problems if isinstance(problem, ContractError) else [str(problem)]
    lines = [
        f"{shown(file)}, found {datetime.now(UTC).isoformat(timespec='seconds')}, sha256 {digest}",
        "To bring it back, repair it here: it returns by itself. Or land a good one.",
        "",
        *every,
    ]
    write_text(folder / REPORT, "\n".join(lines) + "\n")
    file.replace(folder / file.name)
    log.warning("%s is refused, now in %s: %s", name, shown(folder), every[0])
    notify.tell("batch quarantined", f"{name} is in {shown(folder)}: {every[0]}")


def bring_back(limits: Validation) -> list[str]:
    """Return to the landing folder what was finished or repaired since its report was written."""
    returned = []
    for report in sorted(QUARANTINE.glob(f"*/{REPORT}")):
        folder, name = report.parent, report.parent.name
        file = folder / f"{name}.csv"
        if not file.is_file() or (changed := _changed(file)) <= report.stat().st_mtime_ns:
            continue
        try:
            # Looked at again when it changes again.
            os.utime(report, ns=(changed, changed))
            examine(name, limits, folder)
        except (ProjectError, OSError):
            # Of another user's report: that user's pipeline brings it back.
            continue
        if not (LANDING / file.name).exists():
            file.replace(LANDING / file.name)
            report.unlink()
            returned.append(name)
            log.warning("%s is whole now and back in %s", name, shown(LANDING))
    return returned


def _changed(file: Path) -> int:
    """When it was written, or put there: a copy may keep the time of the original."""
    about = file.stat()
    return max(about.st_mtime_ns, about.st_ctime_ns)
