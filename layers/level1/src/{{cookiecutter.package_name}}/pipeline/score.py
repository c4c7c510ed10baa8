"""Score a file, or a batch of the source, with the champion: a table with its predictions."""

import os
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
IN, OUT = (HOME / "data" / "scoring" / name for name in ("in", "out"))


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
    """Files in `in` whose answer in `out` is missing, or was given to another state of the file."""
    files = [path for path in sorted(IN.glob("*.csv")) if path.is_file()]
    return [path for path in files if path.stat().st_mtime_ns not in map(_time, _answers(path))]


def _answers(path: Path) -> tuple[Path, Path]:
    """Where the table with the predictions is written, or why the file was refused."""
    return OUT / path.name, OUT / f"{path.stem}.refused.txt"


def _time(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.exists() else None


def score_waiting() -> dict[str, str]:
    """Answer every waiting file; returns how each ended, by its name.

    Raises:
        ProjectError: some could not be scored; the others are all the same.
    """
    ended, failed = {}, []
    for path in waiting():
        try:
            ended[path.name] = _score_file(path)
        # Of whatever the features and the model raise.
        except Exception as error:
            failed.append(f"{path.name}: {error}")
    if failed:
        raise ProjectError("; ".join(failed))
    return ended


def _score_file(path: Path) -> str:
    # Before it is read: whoever still writes it makes it wait once more.
    state, (table, refusal) = path.stat().st_mtime_ns, _answers(path)
    try:
        rows = read(path)
    except ProjectError as error:
        answer, ended = refusal, f"refused: {str(error).splitlines()[0]}"
        write_text(refusal, f"{error}\n")
    else:
        answer, ended = table, f"{len(rows):,} rows scored"
        score(rows, table)
        refusal.unlink(missing_ok=True)
    os.utime(answer, ns=(state, state))
    return ended


def main(
    what: Annotated[str, "a CSV file of inputs, or the name of a batch of the source"],
    *,
    output: Annotated[str, "file to write (default: the same name in data/scoring/out)"] = "",
) -> None:
    path = Path(what)
    # Where rows have no time, the name of a batch may have dots too.
    if path.suffix == ".csv" or path.exists():
        rows = read(path)
    else:
        batch = source.read_batch(batches.parse(what))
        rows = contract.check(batch[contract.columns(Inputs)], Inputs, what)
    target = Path(output) if output else OUT / f"{path.stem}.csv"
    score(rows, target)
    print(f"scored {len(rows):,} rows: {shown(target)}")
