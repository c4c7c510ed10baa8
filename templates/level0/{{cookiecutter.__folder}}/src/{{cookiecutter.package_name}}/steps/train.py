"""Fit the model and the naive baseline on the prepared data."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from ..core import models, params
from ..core.batches import Split
from ..core.errors import ProjectError
from ..core.files import differences, folder_written_whole, hashes, read_json, write_json
from ..core.paths import MODELS, PREPARED, shown
from ..problem import features
from ..problem.model import ModelParams, fit, fit_baseline
from ..problem.schema import TARGET
from .prepare import SUMMARY, load_prepared

RECORD = MODELS / "training.json"
BASELINE = "baseline.joblib"


@dataclass(frozen=True)
class Fitted:
    """What a training makes.

    candidate and baseline haven't seen the holdout: they are what `evaluate` scores. model is
    the candidate's recipe fitted again on every row: the newest batch is too good to leave out
    of what is handed over.
    """

    candidate: Any
    baseline: Any
    model: Any


def train(split: Split, params: ModelParams) -> Fitted:
    """Fit all three."""
    seen, target, rows = features.build(split.training), split.training[TARGET], split.all
    return Fitted(
        candidate=fit(params, seen, target),
        baseline=fit_baseline(seen, target),
        model=fit(params, features.build(rows), rows[TARGET]),
    )


def trained() -> dict[str, Any]:
    """The record of the training, if its data, its code and its models are still the same.

    Raises:
        ProjectError: naming what changed since.
    """
    record = read_json(RECORD, "train")
    now = _state(MODELS)
    changes = [text for part in now for text in differences(now[part], record[part])]
    if changes:
        raise ProjectError(
            f"changed since the training: {', '.join(changes)}: run `uv run poe train` first"
        )
    return record


def _state(folder: Path) -> dict[str, dict[str, str]]:
    """SHA-256 of all that belongs to a training: data, code, and the models in the folder."""
    made = hashes(folder)
    made.pop(RECORD.name, None)
    return {"data": hashes(PREPARED), "code": models.decisive_code(), "models": made}


def main() -> None:
    chosen = params.load()
    split = load_prepared()
    print(f"fitting on {len(split.training):,} rows, and once more on all of them")
    summary = read_json(SUMMARY, "prepare")
    fitted = train(split, chosen.model)
    with folder_written_whole(MODELS) as folder:
        models.save(fitted.candidate, folder / "candidate")
        models.save(fitted.model, folder / "model")
        joblib.dump(fitted.baseline, folder / BASELINE)
        record = {
            "params": {"data": summary["params"], "model": chosen.model.model_dump()},
            "training_batches": summary["training"]["batches"],
            "holdout_batches": summary["holdout"]["batches"],
            "rows": len(split.all),
            **_state(folder),
        }
        write_json(folder / RECORD.name, record)
    print(f"wrote  {shown(MODELS)}: {', '.join([*vars(fitted), RECORD.name])}")
    print("next   uv run poe evaluate")
