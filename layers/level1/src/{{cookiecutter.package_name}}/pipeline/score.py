"""Score a file, or a batch of the source, with the champion: a table with its predictions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ..core.errors import ProjectError
from ..core.paths import HOME, shown

if TYPE_CHECKING:
    import pandas as pd

# What is put into `in` is scored by the running pipeline; the answer has the same name in `out`.
FOLDER = HOME / "data" / "scoring"
IN, OUT, DONE, REFUSED = (FOLDER / name for name in ("in", "out", "done", "refused"))


def score(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows with the champion's predictions, which are logged like those of the service.

    Raises:
        ContractError: the rows break the contract of the inputs.
        ProjectError: there is no champion, or the log can't be written.
    """
    from ..core.contract import check
    from ..monitoring import predictions
    from ..problem import features
    from ..problem.model import predict
    from ..problem.schema import Inputs
    from ..registry import versions

    version = versions.champion()
    if version is None:
        raise ProjectError("no champion yet: run `uv run poe pipeline` first")
    checked = check(rows, Inputs, name)
    predicted = predict(versions.load(version).model, features.build(checked))
    predictions.write(checked, predicted, version.number)
    return checked.join(predicted)


def score_file(source: Path, target: Path) -> int:
    """Score a CSV file into another, which is there whole or not at all; returns the rows."""
    from ..core.contract import read_csv, write_csv

    scored = score(read_csv(source), shown(source))
    write_csv(target, scored)
    return len(scored)


def waiting() -> list[Path]:
    """Files to score, by name; those that break the contract only when they no longer change."""
    import time

    from ..core.contract import check, read_csv
    from ..problem.schema import Inputs
    from .landing import SETTLE_SECONDS

    found = []
    for path in sorted(IN.glob("*.csv")):
        try:
            check(read_csv(path), Inputs, shown(path))
        except (ProjectError, OSError):
            if not path.is_file() or 0 <= time.time() - path.stat().st_mtime < SETTLE_SECONDS:
                continue
        found.append(path)
    return found


def score_waiting() -> dict[str, str]:
    """Score every waiting file; returns how each ended, by its name.

    A scored one goes to `done`, a refused one to `refused`, with a report beside it.
    """
    from ..core.errors import ContractError
    from ..core.files import write_text

    ended = {}
    for path in waiting():
        try:
            rows = score_file(path, OUT / path.name)
            place, ended[path.name] = DONE, f"{rows:,} rows in {shown(OUT / path.name)}"
        except ContractError as error:
            place, ended[path.name] = REFUSED, str(error).splitlines()[0]
            write_text(REFUSED / f"{path.stem}.txt", "\n".join([str(error), ""]))
        place.mkdir(parents=True, exist_ok=True)
        path.replace(place / path.name)
    return ended


def main(
    what: Annotated[str, "a CSV file of inputs, or the name of a batch of the source"],
    *,
    output: Annotated[str, "file to write (default: the same name in data/scoring/out)"] = "",
) -> None:
    from ..core import batches, contract
    from ..problem import source
    from ..problem.schema import Inputs

    path = Path(what)
    target = Path(output) if output else OUT / f"{path.stem}.csv"
    if path.suffix or path.exists():
        rows = score_file(path, target)
    else:
        batch = source.read_batch(batches.parse(what))
        scored = score(batch[contract.columns(Inputs)], what)
        contract.write_csv(target, scored)
        rows = len(scored)
    print(f"scored {rows:,} rows: {shown(target)}")
