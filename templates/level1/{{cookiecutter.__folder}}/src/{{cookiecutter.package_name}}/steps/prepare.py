"""Check the landed batches against the data contract and split off the holdout."""

from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from ..core import batches, contract, params
from ..core.files import folder_written_whole, need, write_json
from ..core.paths import LANDING, PREPARED, shown
from ..problem.quality import oddities
from ..problem.schema import Observation

TRAINING = PREPARED / "training.csv"
HOLDOUT = PREPARED / "holdout.csv"
SUMMARY = PREPARED / "summary.json"


def prepare(data: params.DataParams, landing: Path = LANDING) -> batches.Split:
    """Read, check and split the batches that the parameters choose."""
    names = batches.choose(batches.landed(landing), data)
    progress = tqdm(names, desc="prepare", unit="batch", disable=None)
    tables = [batches.read(name, landing) for name in progress]
    return batches.split(pd.concat(tables, ignore_index=True), data.holdout)


def load_prepared() -> batches.Split:
    """What `prepare` wrote."""
    parts = []
    for path in (TRAINING, HOLDOUT):
        need(path, "prepare")
        table = contract.read_csv(path)
        rows = contract.check(table.drop(columns=batches.BATCH), Observation, shown(path))
        parts.append(rows.assign(**{batches.BATCH: table[batches.BATCH]}))
    return batches.Split(*parts)


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    names = sorted(rows[batches.BATCH].unique())
    return {"batches": names, "rows": len(rows), "oddities": oddities(rows)}


def main() -> None:
    chosen = params.load().data
    prepared = prepare(chosen)
    parts = {"training": _summary(prepared.training), "holdout": _summary(prepared.holdout)}
    with folder_written_whole(PREPARED) as folder:
        contract.write_csv(folder / TRAINING.name, prepared.training)
        contract.write_csv(folder / HOLDOUT.name, prepared.holdout)
        write_json(folder / SUMMARY.name, {"params": chosen.model_dump(), **parts})
    for name, part in parts.items():
        odd = "".join(f", {count} {what}" for what, count in part["oddities"].items() if count)
        print(f"{name:9}{batches.ranges(part['batches'])}: {part['rows']:,} rows{odd}")
    print(f"wrote  {', '.join(map(shown, (TRAINING, HOLDOUT, SUMMARY)))}")
    print("next   uv run poe train")
