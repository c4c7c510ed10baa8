"""Batches: what lands at once, one file each, named so that names sort by age.

With a time column a batch is a period of the calendar. Without one, a batch has the name of its
file.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..problem.schema import PERIOD, TARGET, TIME, Observation
from . import contract
from .errors import ProjectError
from .paths import LANDING, shown

if TYPE_CHECKING:
    from .params import DataParams

# Tables of several batches carry each row's; no field of a pydantic model can be called so.
BATCH = "_batch"
FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}[PERIOD]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Of the only batch there is, where no time says which rows are the newest.
HELD_OUT_SHARE = 0.2
SHOWN_RANGES = 6


def parse(text: str) -> str:
    """The text, if it is the name of a batch.

    Raises:
        ProjectError: it isn't.
    """
    if TIME is None:
        if NAME.fullmatch(text):
            return text
        raise ProjectError(f'"{text}" is not a name of letters, digits, ".", "_" and "-"')
    with suppress(ValueError):
        # Those at the end of the calendar have no last moment.
        span(text)
        if _name(_period(text)) == text:
            return text
    raise ProjectError(f'"{text}" is not a {PERIOD} like {_name(_period("2011-07-04"))}')


def _period(name: str) -> Any:
    return pd.Period(name, FREQUENCY)


def _name(period: Any) -> str:
    # Pandas shows a week as its first and last day; ours are called by the first, a Monday.
    return str(period)[:10]


def of(times: pd.Series) -> pd.Series:
    """Name of each row's batch, from the rows' times."""
    periods = times.dt.to_period(FREQUENCY)
    return periods.map({period: _name(period) for period in periods.unique()})


def span(name: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First moment of a batch, and first moment after it."""
    period = _period(name)
    return period.start_time, (period + 1).start_time


def earlier(name: str, periods: int) -> str:
    """Name of the batch so many periods before."""
    return _name(_period(name) - periods)


def landed(folder: Path = LANDING) -> list[str]:
    """Batches that have landed, oldest first; files of other names are not looked at."""
    names = []
    for path in folder.glob("*.csv"):
        with suppress(ProjectError):
            if path.is_file():
                names.append(parse(path.stem))
    return sorted(names)


def read(name: str, folder: Path = LANDING) -> pd.DataFrame:
    """One landed batch, checked, in order of time, with the column `BATCH`.

    Raises:
        ProjectError: the file breaks the contract, or holds rows of another period.
    """
    path = folder / f"{name}.csv"
    rows = contract.check(contract.read_csv(path), Observation, shown(path))
    if TIME:
        strangers = rows.index[of(rows[TIME]) != name]
        if len(strangers):
            first = strangers[0]
            raise ProjectError(
                f"{shown(path)}: row {first + 1}, column {TIME}: {rows[TIME][first]} is not"
                f" in {name}"
            )
        rows = rows.sort_values(TIME, kind="stable", ignore_index=True)
    return rows.assign(**{BATCH: name})


def ranges(names: list[str]) -> str:
    """The batches for people: "2011-01 to 2011-06, 2011-09"."""
    runs: list[list[str]] = []
    for name in names:
        if TIME and runs and span(runs[-1][-1])[1] == span(name)[0]:
            runs[-1].append(name)
        else:
            runs.append([name])
    if len(runs) > SHOWN_RANGES:
        return f"{names[0]} to {names[-1]} ({len(names)} in all)"
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def choose(names: list[str], data: "DataParams") -> list[str]:
    """The batches to work with, oldest first.

    Raises:
        ProjectError: `until` hasn't landed, or nothing is left to train on.
    """
    if data.until and data.until not in names:
        raise ProjectError(
            f"{data.until} ([data] until in params.toml) has not landed: run `uv run poe extract`"
        )
    if not names:
        raise ProjectError("nothing has landed: run `uv run poe extract` first")
    chosen = [name for name in names if name <= (data.until or names[-1])]
    # A window of 0 keeps all: chosen[-0:] is the whole list.
    chosen = chosen[-data.window :]
    if len(chosen) <= data.holdout and not _at_random(chosen):
        raise ProjectError(
            f"{len(chosen)} batch(es) up to {chosen[-1]} and {data.holdout} held out: none is"
            " left to train on"
        )
    return chosen


@dataclass(frozen=True)
class Split:
    """Rows by their use; the holdout's batches follow the training's."""

    training: pd.DataFrame
    holdout: pd.DataFrame

    @property
    def all(self) -> pd.DataFrame:
        """Every row; the holdout's are the last."""
        return pd.concat([self.training, self.holdout], ignore_index=True)


def split(rows: pd.DataFrame, holdout: int) -> Split:
    """Keep the newest batches apart: what comes is what the model is for.

    Raises:
        ProjectError: nothing would be left on one of the sides.
    """
    names = sorted(rows[BATCH].unique())
    if _at_random(names):
        # Of classes with names, a share of each.
        numbers = pd.api.types.is_numeric_dtype(rows[TARGET])
        drawn_from = rows if numbers else rows.groupby(TARGET)
        drawn = drawn_from.sample(frac=HELD_OUT_SHARE, random_state=0)
        held_out = rows.index.isin(drawn.index)
    else:
        held_out = rows[BATCH].isin(names[-holdout:]).to_numpy()
    if held_out.all() or not held_out.any():
        raise ProjectError(f"{len(rows)} row(s) of {ranges(names)} are too few to hold some out")
    return Split(
        rows[~held_out].reset_index(drop=True),
        rows[held_out].reset_index(drop=True),
    )


def _at_random(names: list[str]) -> bool:
    return TIME is None and len(names) == 1
