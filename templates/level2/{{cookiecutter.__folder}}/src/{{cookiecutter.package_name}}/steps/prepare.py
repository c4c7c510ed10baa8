"""Check the landed batches against the data contract and split off the holdout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.files import folder_written_whole, write_json
from ..core.paths import LANDING, PREPARED, shown

if TYPE_CHECKING:
    import pandas as pd

    from ..core.batches import Split
    from ..core.params import DataParams

TRAINING = PREPARED / "training.csv"
HOLDOUT = PREPARED / "holdout.csv"
SUMMARY = PREPARED / "summary.json"


def prepare(data: DataParams, landing: Path = LANDING) -> Split:
    """Read, check and split the batches that the parameters choose."""
    import pandas as pd
    from tqdm import tqdm

    from ..core import batches

    names = batches.choose(batches.landed(landing), data)
    progress = tqdm(names, desc="prepare", unit="batch", disable=None)
    tables = [batches.read(name, landing) for name in progress]
    return batches.split(pd.concat(tables, ignore_index=True), data.holdout)


def load_prepared() -> Split:
    """What `prepare` wrote."""
    from ..core import batches, contract
    from ..problem.schema import Observation

    training, holdout = (
        contract.read_checked(path, "prepare", Observation, batches.BATCH)
        for path in (TRAINING, HOLDOUT)
    )
    return batches.Split(training, holdout)


def _summary(rows: pd.DataFrame) -> dict[str, Any]:
    from ..core.batches import BATCH
    from ..problem.quality import oddities

    return {
        "batches": sorted(rows[BATCH].unique()),
        "rows": len(rows),
        "oddities": oddities(rows),
    }


def main() -> None:
    from ..core import batches, contract, params

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
    if missing := batches.missing(sorted(prepared.all[batches.BATCH].unique())):
        print(f"note   worked without {batches.ranges(missing)}: not landed")
    print(f"wrote  {', '.join(map(shown, (TRAINING, HOLDOUT, SUMMARY)))}")
    print("next   uv run poe train")
