"""Check the landed months against the data contract and split off the holdout."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from ..core import params
from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json
from ..core.paths import LANDING, PREPARED
from ..core.tables import landed_months, read_landed, write_table
from ..problem.quality import oddities
from ..problem.schema import TIMESTAMP

TRAINING = PREPARED / "training.csv"
HOLDOUT = PREPARED / "holdout.csv"
SUMMARY = PREPARED / "summary.json"


@dataclass(frozen=True)
class Split:
    """Rows by their use; the holdout's months follow the training's."""

    training: pd.DataFrame
    holdout: pd.DataFrame

    @property
    def all(self) -> pd.DataFrame:
        """Every row, in order of time."""
        return pd.concat([self.training, self.holdout], ignore_index=True)


def months_of(rows: pd.DataFrame) -> pd.Series:
    """Month of each row, as "YYYY-MM"."""
    return rows[TIMESTAMP].dt.strftime("%Y-%m")


def choose_months(landed: list[str], data: params.DataParams) -> list[str]:
    """The months to work with, oldest first.

    Raises:
        ProjectError: `until` hasn't landed, or nothing is left to train on.
    """
    months = [month for month in landed if month <= data.until]
    if data.until not in months:
        raise ProjectError(
            f"{data.until} ([data] until in params.toml) has not landed: run `uv run poe extract`"
        )
    # A window of 0 keeps all: months[-0:] is the whole list.
    months = months[-data.window_months :]
    if len(months) <= data.holdout_months:
        raise ProjectError(
            f"{len(months)} month(s) up to {data.until} and {data.holdout_months} held out:"
            " none is left to train on"
        )
    return months


def missing_months(months: list[str]) -> list[str]:
    """Months that should be between the first and the last, and aren't."""
    every = pd.period_range(months[0], months[-1], freq="M").strftime("%Y-%m")
    return [month for month in every if month not in months]


def split(rows: pd.DataFrame, holdout_months: int) -> Split:
    """Keep the newest months apart. By time, never at random: the future is what we forecast."""
    months = months_of(rows)
    held_out = months.isin(sorted(months.unique())[-holdout_months:])
    return Split(
        rows[~held_out].reset_index(drop=True),
        rows[held_out].reset_index(drop=True),
    )


def prepare(data: params.DataParams, landing: Path = LANDING) -> Split:
    """Read, check and split the months that the parameters choose."""
    months = choose_months(landed_months(landing), data)
    tables = [
        read_landed(month, landing)
        for month in tqdm(months, desc="prepare", unit="month", disable=None)
    ]
    return split(pd.concat(tables, ignore_index=True), data.holdout_months)


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "months": sorted(months_of(rows).unique()),
        "rows": len(rows),
        "oddities": oddities(rows),
    }


@command
def main() -> None:
    parser("prepare", __doc__).parse_args()
    chosen = params.load().data
    prepared = prepare(chosen)
    parts = {"training": _summary(prepared.training), "holdout": _summary(prepared.holdout)}
    with folder_written_whole(PREPARED) as folder:
        write_table(folder / TRAINING.name, prepared.training)
        write_table(folder / HOLDOUT.name, prepared.holdout)
        write_json(folder / SUMMARY.name, {"params": chosen.model_dump(), **parts})
    for name, part in parts.items():
        odd = "".join(f", {count} {what}" for what, count in part["oddities"].items() if count)
        months = part["months"]
        print(f"{name:9}{months[0]} to {months[-1]}: {part['rows']:,} rows{odd}")
    if missing := missing_months(sorted(months_of(prepared.all).unique())):
        print(f"note   worked without {', '.join(missing)}: not landed")
    wrote(TRAINING, HOLDOUT, SUMMARY)
    next_step("uv run poe train")
