"""Which months are fit to be trained on; the others are quarantined, each with a report."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from ..core.errors import ContractError, ProjectError
from ..core.files import sha256, write_text
from ..core.paths import LANDING, shown
from ..core.tables import read_landed
from ..operations import QUARANTINE, Validation
from ..problem import features
from ..problem.completeness import missing_share
from .landing import Landed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Validated:
    """rows: of all good months, in order of time; quarantined: month -> problem."""

    rows: pd.DataFrame
    months: dict[str, str]
    quarantined: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    @property
    def newest_is_good(self) -> bool:
        """Whether there is nothing newer in quarantine."""
        return max(self.months) > max(self.quarantined, default="")


def validate(landed: Landed, limits: Validation) -> Validated:
    """Check every month; move bad ones, whole, out of the landing folder.

    A file with one bad row is a file that something went wrong with: leaving out the row alone
    would hide it. Repair the file and land it again.

    Raises:
        ProjectError: no good month is left.
    """
    tables, quarantined, warnings = {}, {}, {}
    for month, digest in landed.complete.items():
        try:
            tables[month] = examine(month, limits)
        except ProjectError as error:
            quarantined[month] = str(error)
            quarantine(month, digest, error)
            continue
        if warning := missing_values(tables[month], limits.warn_missing_values):
            warnings[month] = warning
    if not tables:
        month, problem = max(quarantined.items())
        first = problem.splitlines()[0]
        raise ProjectError(
            f"no good month: all went to {shown(QUARANTINE)}, with reports. {month}: {first}"
        )
    return Validated(
        rows=pd.concat(tables.values(), ignore_index=True),
        months={month: landed.complete[month] for month in tables},
        quarantined=quarantined,
        warnings=warnings,
    )


def examine(month: str, limits: Validation, landing: Path = LANDING) -> pd.DataFrame:
    """One month's rows.

    Raises:
        ProjectError: they break the data contract, or too much of the month is missing.
    """
    rows = read_landed(month, landing)
    missing = missing_share(rows, month)
    if missing > limits.max_missing_hours:
        raise ProjectError(
            f"{shown(landing / f'{month}.csv')}: {missing:.1%} of the month is missing, after row"
            f" {len(rows)}; at most {limits.max_missing_hours:.1%} may be: was it cut short?"
            " (what makes a month complete: problem/completeness.py)"
        )
    return rows


def missing_values(rows: pd.DataFrame, limit: float) -> str:
    """Features with more missing values than the limit, as text; empty if there are none.

    A reason to look, not to refuse: on this data the humidity sensor fails for 22 hours in
    March 2011 (3 %), and the model can do without it.
    """
    shares = features.build(rows).isna().mean()
    return ", ".join(
        f"{name}: {share:.1%} missing" for name, share in shares.items() if share > limit
    )


def quarantine(month: str, digest: str, problem: ProjectError) -> None:
    """Write the report, then move the file beside it."""
    file = LANDING / f"{month}.csv"
    if sha256(file) != digest:
        # It was replaced while we looked: the next run looks at the new one.
        return
    folder = QUARANTINE / month
    found = datetime.now(UTC).isoformat(timespec="seconds")
    every = problem.problems if isinstance(problem, ContractError) else [str(problem)]
    lines = [
        f"{shown(file)}, found {found}, sha256 {digest}",
        f"To bring it back: repair it and move it to {shown(file)}.",
        "",
        *every,
    ]
    write_text(folder / "report.txt", "\n".join(lines) + "\n")
    file.replace(folder / file.name)
    log.warning("%s is refused, now in %s: %s", month, shown(folder), every[0])
