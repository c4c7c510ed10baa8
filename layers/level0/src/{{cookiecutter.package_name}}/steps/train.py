"""Fit the model and the naive baseline on the prepared data."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from tqdm import tqdm

from ..core import models, params
from ..core.code import decisive_code
from ..core.command import command, next_step, parser, wrote
from ..core.files import folder_written_whole, read_json, sha256, write_json
from ..core.paths import MODELS
from ..core.tables import read_table
from ..problem import features
from ..problem.model import ModelParams, make_baseline, make_model
from ..problem.schema import TARGET
from .prepare import HOLDOUT, SUMMARY, TRAINING, Split, months_of

RECORD = MODELS / "training.json"


@dataclass(frozen=True)
class Fitted:
    """What a training makes.

    candidate and baseline haven't seen the holdout: they are what `evaluate` scores. model is
    the candidate's recipe fitted again on every row: the newest month is too good to leave out
    of what is handed over.
    """

    candidate: Any
    baseline: Any
    model: Any


def fit(estimator: Any, rows: pd.DataFrame) -> Any:
    """Fit an estimator on rows that keep the contract, and return it."""
    return estimator.fit(features.build(rows), rows[TARGET])


def train(data: Split, model_params: ModelParams) -> Fitted:
    """Fit all three."""
    jobs = {
        "candidate": (make_model(model_params), data.training),
        "baseline": (make_baseline(), data.training),
        "model": (make_model(model_params), data.all),
    }
    progress = tqdm(jobs.items(), desc="train", unit="fit", disable=None)
    return Fitted(**{name: fit(estimator, rows) for name, (estimator, rows) in progress})


def load_prepared() -> Split:
    """What `prepare` wrote."""
    return Split(read_table(TRAINING, "prepare"), read_table(HOLDOUT, "prepare"))


@command
def main() -> None:
    parser("train", __doc__).parse_args()
    chosen = params.load()
    data = load_prepared()
    summary = read_json(SUMMARY, "prepare")
    fitted = train(data, chosen.model)
    with folder_written_whole(MODELS) as folder:
        for name, model in vars(fitted).items():
            models.save(folder / f"{name}.joblib", model)
        write_json(
            folder / RECORD.name,
            {
                "params": {"data": summary["params"], "model": chosen.model.model_dump()},
                "training_months": sorted(months_of(data.training).unique()),
                "holdout_months": sorted(months_of(data.holdout).unique()),
                "rows": len(data.all),
                "data": {path.name: sha256(path) for path in (TRAINING, HOLDOUT)},
                "code": decisive_code(),
                "models": {path.name: sha256(path) for path in sorted(folder.glob("*.joblib"))},
            },
        )
    wrote(*(MODELS / f"{name}.joblib" for name in vars(fitted)), RECORD)
    next_step("uv run poe evaluate")
