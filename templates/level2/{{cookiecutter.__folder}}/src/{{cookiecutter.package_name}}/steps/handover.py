"""Pack the model with all that the team that runs it needs: a folder and a zip of it."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..core import bundle, contract, environment
from ..core.errors import ProjectError
from ..core.files import read_json, sha256, write_json, write_text, write_whole
from ..core.paths import EVALUATION, HANDOVER, METRICS, MODELS, PACKAGE, shown
from ..problem.schema import TARGET, Inputs
from .model_card import model_card
from .prepare import HOLDOUT
from .train import trained

TRIED_ROWS = 20


def fill(folder: Path, record: dict[str, Any], measured: dict[str, Any]) -> None:
    """Put everything but the checksums into the folder."""
    shutil.copytree(MODELS / "model", folder / bundle.MODEL)
    # Scoring is more than the model: the code that makes its features goes along.
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(EVALUATION, folder / "plots", ignore=shutil.ignore_patterns(METRICS.name))
    schema = {"input": contract.json_schema(Inputs), "predicts": TARGET}
    write_json(folder / "schema.json", schema)
    write_json(folder / "metrics.json", measured)
    write_text(folder / "requirements.txt", environment.requirements())
    plots = sorted(path.stem for path in (folder / "plots").iterdir())
    write_text(folder / "model_card.md", model_card(record, measured, plots))


def try_out(folder: Path) -> None:
    """Score some rows of the holdout with the bundle alone, in a process of its own.

    Raises:
        ProjectError: it can't; the message is the last line of what it said.
    """
    with tempfile.TemporaryDirectory() as place:
        rows, scored = Path(place) / "rows.csv", Path(place) / "scored.csv"
        some = contract.read_csv(HOLDOUT).head(TRIED_ROWS)
        contract.write_csv(rows, some[contract.columns(Inputs)])
        options = ["--bundle", ".", "--input", str(rows), "--output", str(scored)]
        # In its folder, the bundle's own code is found before what is installed.
        result = subprocess.run(
            [sys.executable, "-B", "-m", PACKAGE.name, "steps.predict", *options],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if result.returncode:
        said = result.stderr.strip().splitlines() or ["no reason given"]
        raise ProjectError(f"the bundle can't score rows of {shown(HOLDOUT)}: {said[-1]}")


def hand_over(record: dict[str, Any], measured: dict[str, Any]) -> tuple[Path, Path]:
    """Write the bundle; returns its folder and the zip of it.

    The version is the newest batch and the hash of the content: the same content always has
    the same name, and a name never stands for two contents.
    """
    HANDOVER.mkdir(parents=True, exist_ok=True)
    newest = record["holdout_batches"][-1]
    with tempfile.TemporaryDirectory(dir=HANDOVER, prefix=".writing-") as place:
        part = Path(place) / "bundle"
        part.mkdir()
        fill(part, record, measured)
        content = hashlib.sha256(bundle.write_checksums(part).encode()).hexdigest()
        target = HANDOVER / f"{environment.DISTRIBUTION}-{newest}-{content[:8]}"
        if target.exists():
            bundle.verify(target)
        else:
            try_out(part)
            part.rename(target)
    archive = Path(f"{target}.zip")
    write_whole(archive, lambda part: bundle.write_zip(target, part))
    return target, archive


def main() -> None:
    record = trained()
    measured = read_json(METRICS, "evaluate")
    if measured["models"] != record["models"]:
        raise ProjectError(
            f"{shown(METRICS)} was measured on another model: run `uv run poe evaluate` first"
        )
    folder, archive = hand_over(record, measured)
    print(f"wrote  {shown(folder)}, {shown(archive)}")
    print(f"sha256 {sha256(archive)}  (send it by another way than the zip)")
    print(f"next   uv run poe verify {shown(archive)}; read {shown(folder / 'model_card.md')}")
