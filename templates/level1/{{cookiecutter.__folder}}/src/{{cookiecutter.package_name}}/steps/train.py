"""Fit the model and the naive baseline on the prepared data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import ProjectError
from ..core.files import folder_written_whole, hashes, read_json, sha256, write_json
from ..core.paths import MODELS, PREPARED, shown
from .prepare import HOLDOUT, SUMMARY, TRAINING, load_prepared

if TYPE_CHECKING:
    from ..core.batches import Split
    from ..problem.model import ModelParams

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
    from tqdm import tqdm

    from ..problem import features
    from ..problem.model import fit, fit_baseline
    from ..problem.schema import TARGET

    with tqdm(total=3, desc="train", unit="fit", disable=None) as progress:
        seen, target = features.build(split.training), split.training[TARGET]
        baseline = fit_baseline(seen, target)
        progress.update()
        candidate = fit(params, seen, target)
        progress.update()
        rows = split.all
        model = fit(params, features.build(rows), rows[TARGET])
        progress.update()
    return Fitted(candidate, baseline, model)


def trained() -> dict[str, Any]:
    """The record of the training, if its data, its code and its models are still the same.

    Raises:
        ProjectError: something changed since.
    """
    from ..core.models import decisive_code

    record = read_json(RECORD, "train")
    models, again = shown(MODELS), "run `uv run poe train` first"
    if record["data"] != _data():
        raise ProjectError(f"{models} was not trained on what is in {shown(PREPARED)}: {again}")
    if record["code"] != decisive_code():
        raise ProjectError(f"the code changed since the training: {again}")
    if record["models"] != _models(MODELS):
        raise ProjectError(f"{models} is not what `train` wrote: {again}")
    return record


def _data() -> dict[str, str]:
    return {path.name: sha256(path) for path in (TRAINING, HOLDOUT) if path.exists()}


def _models(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in hashes(folder).items() if name != RECORD.name}


def main() -> None:
    import joblib

    from ..core import models, params

    chosen = params.load()
    split = load_prepared()
    summary = read_json(SUMMARY, "prepare")
    fitted = train(split, chosen.model)
    with folder_written_whole(MODELS) as folder:
        models.save(fitted.candidate, folder / "candidate")
        models.save(fitted.model, folder / "model")
        (folder / "baseline").mkdir()
        joblib.dump(fitted.baseline, folder / "baseline" / BASELINE)
        record = {
            "params": {"data": summary["params"], "model": chosen.model.model_dump()},
            "training_batches": summary["training"]["batches"],
            "holdout_batches": summary["holdout"]["batches"],
            "rows": len(split.all),
            "data": _data(),
            "code": models.decisive_code(),
            "models": _models(folder),
        }
        write_json(folder / RECORD.name, record)
    print(f"wrote  {shown(MODELS)}: {', '.join([*vars(fitted), RECORD.name])}")
    print("next   uv run poe evaluate")
