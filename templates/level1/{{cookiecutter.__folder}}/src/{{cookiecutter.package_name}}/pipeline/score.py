"""Score a file, or a batch of the source, with the champion: a table with its predictions."""

import time
from pathlib import Path
from typing import Annotated

import pandas as pd

from ..core import batches, contract
from ..core.errors import ProjectError
from ..core.files import write_text
from ..core.paths import HOME, shown
from ..monitoring import predictions
from ..problem import features, source
from ..problem.model import predict
from ..problem.schema import Inputs
from ..registry import versions

# A file that is put into `in` is scored by the running pipeline, into the same name in `out`.
FOLDER = HOME / "data" / "scoring"
IN, OUT, DONE, REFUSED = (FOLDER / name for name in ("in", "out", "done", "refused"))
# Half of a file may keep the contract: a file counts when it hasn't changed for so long.
SETTLE_SECONDS = 30


def read(path: Path) -> pd.DataFrame:
    """The file's rows, checked against the contract of the inputs.

    Raises:
        ProjectError: it is no table, or rows break the contract.
    """
    return contract.check(contract.read_csv(path), Inputs, shown(path))


def score(rows: pd.DataFrame, target: Path) -> None:
    """Write checked rows with the champion's predictions, which are logged like the service's.

    Raises:
        ProjectError: there is no champion, it can't be loaded, or the log can't be written.
    """
    version = versions.champion()
    if version is None:
        raise ProjectError("no champion yet: run `uv run poe pipeline` first")
    predicted = predict(versions.load(version).model, features.build(rows))
    predictions.write(rows, predicted, version.number)
    contract.write_csv(target, rows.join(predicted))


def waiting() -> list[Path]:
    """Files in `in` that are there to be scored, by name."""
    files = [path for path in sorted(IN.glob("*.csv")) if path.is_file()]
    return [path for path in files if not 0 <= time.time() - path.stat().st_mtime < SETTLE_SECONDS]


def score_waiting() -> dict[str, str]:
    """Score every waiting file; returns how each ended, by its name.

    A scored one goes to `done`, a refused one to `refused`, with a report beside it.
    """
    ended = {}
    for path in waiting():
        try:
            rows = read(path)
        except ProjectError as error:
            place, ended[path.name] = REFUSED, f"refused: {str(error).splitlines()[0]}"
            write_text(REFUSED / f"{path.stem}.txt", f"{error}\n")
        else:
            score(rows, OUT / path.name)
            place, ended[path.name] = DONE, f"{len(rows):,} rows scored"
        place.mkdir(parents=True, exist_ok=True)
        path.replace(place / path.name)
    return ended


def main(
    what: Annotated[str, "a CSV file of inputs, or the name of a batch of the source"],
    *,
    output: Annotated[str, "file to write (default: the same name in data/scoring/out)"] = "",
) -> None:
    path = Path(what)
    if path.suffix or path.exists():
        rows = read(path)
    else:
        batch = source.read_batch(batches.parse(what))
        rows = contract.check(batch[contract.columns(Inputs)], Inputs, what)
    target = Path(output) if output else OUT / f"{path.stem}.csv"
    score(rows, target)
    print(f"scored {len(rows):,} rows: {shown(target)}")
