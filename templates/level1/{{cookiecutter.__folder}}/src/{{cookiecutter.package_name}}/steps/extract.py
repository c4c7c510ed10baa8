"""Copy batches from the source system into the landing folder, one file each."""

from pathlib import Path
from typing import Annotated

from tqdm import tqdm

from ..core import batches, contract, params
from ..core.errors import ProjectError
from ..core.paths import LANDING, shown
from ..problem import source


def extract(until: str = "", landing: Path = LANDING) -> list[str]:
    """Land every batch up to `until` ("": the newest) that isn't there yet; returns those added.

    Raises:
        ProjectError: the source doesn't reach back, or on, to that batch.
    """
    available = source.batches()
    if not available:
        raise ProjectError("the source holds no data")
    oldest, newest = available[0], available[-1]
    until = until or newest
    if not oldest <= until <= newest:
        raise ProjectError(f"no data for {until}: the source holds {oldest} to {newest}")
    wanted = [name for name in available if name <= until]
    added = [name for name in wanted if not (landing / f"{name}.csv").exists()]
    for name in tqdm(added, desc="extract", unit="batch", disable=None):
        contract.write_csv(landing / f"{name}.csv", source.read_batch(name))
    return added


def main(
    *, until: Annotated[str, "last batch to copy (default: [data] until in params.toml)"] = ""
) -> None:
    until = batches.parse(until) if until else params.load().data.until
    added = extract(until)
    print(f"landed {len(added)} new batch(es) in {shown(LANDING)}{until and f', up to {until}'}")
    print("next   look at them: uv run poe explore; or go on: uv run poe prepare")
