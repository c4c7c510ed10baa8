"""Pack the model with all that the team that runs it needs: a folder and a zip of it."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ..core import bundle, environment
from ..core.code import PACKAGE, decisive_code
from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import need, read_json, sha256, write_json, write_text, write_whole
from ..core.json_schema import record_schema
from ..core.paths import EVALUATION, HANDOVER, MODELS, shown
from ..problem import plots
from ..problem.schema import INPUTS, TARGET
from .evaluate import METRICS
from .model_card import model_card
from .train import RECORD


def fill(folder: Path, record: dict[str, Any], measured: dict[str, Any]) -> None:
    """Put everything but the checksums into the folder."""
    shutil.copyfile(MODELS / "model.joblib", folder / "model.joblib")
    # Scoring is more than the model: the code that makes its features goes along.
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "plots").mkdir()
    for name in plots.EVALUATION:
        need(EVALUATION / f"{name}.png", "evaluate")
        shutil.copy(EVALUATION / f"{name}.png", folder / "plots")
    write_json(folder / "schema.json", {"input": record_schema(INPUTS), "predicts": TARGET})
    write_json(folder / "metrics.json", measured)
    write_text(folder / "requirements.txt", environment.requirements())
    write_text(folder / "model_card.md", model_card(record, measured, PACKAGE.name))


def check_fresh(record: dict[str, Any], measured: dict[str, Any]) -> None:
    """Stop when the metrics are another model's, or the model isn't the one that was trained.

    Raises:
        ProjectError: naming the step to run.
    """
    if measured["models"] != record["models"]:
        raise ProjectError(
            f"{shown(METRICS)} was measured on another model: run `uv run poe evaluate` first"
        )
    if record["code"] != decisive_code():
        raise ProjectError("the code changed since the training: run `uv run poe train` first")
    for name, digest in record["models"].items():
        path = MODELS / name
        if not path.exists() or sha256(path) != digest:
            raise ProjectError(f"{shown(path)}: not what `train` wrote: run `uv run poe train`")


def hand_over(record: dict[str, Any], measured: dict[str, Any]) -> Path:
    """Write the bundle; returns its folder.

    The version is the newest month and the hash of the content: the same content always has
    the same name, and a name never stands for two contents.
    """
    HANDOVER.mkdir(parents=True, exist_ok=True)
    newest = record["holdout_months"][-1]
    with tempfile.TemporaryDirectory(dir=HANDOVER, prefix=".writing-") as place:
        part = Path(place) / "bundle"
        part.mkdir()
        fill(part, record, measured)
        content = hashlib.sha256(bundle.write_checksums(part).encode()).hexdigest()
        target = HANDOVER / f"{environment.DISTRIBUTION}-{newest}-{content[:8]}"
        if target.exists():
            bundle.verify(target)
        else:
            part.rename(target)
    write_whole(_zip(target), lambda part: bundle.write_zip(target, part))
    return target


def _zip(folder: Path) -> Path:
    # Not with_suffix: a name may hold a dot.
    return folder.parent / f"{folder.name}.zip"


@command
def main() -> None:
    parser("handover", __doc__).parse_args()
    record = read_json(RECORD, "train")
    measured = read_json(METRICS, "evaluate")
    check_fresh(record, measured)
    folder = hand_over(record, measured)
    archive = _zip(folder)
    wrote(folder, archive)
    print(f"sha256 {sha256(archive)}  (send it by another way than the zip)")
    next_step(f"uv run poe verify {shown(archive)}; read {shown(folder / 'model_card.md')}")
