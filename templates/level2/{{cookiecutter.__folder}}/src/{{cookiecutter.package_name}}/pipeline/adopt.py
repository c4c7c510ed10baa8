"""Make the model of a handover bundle the first champion."""

from pathlib import Path
from typing import Annotated

from ..core import batches, models
from ..core.errors import ProjectError
from ..core.files import read_json
from ..core.paths import shown
from ..monitoring import predictions
from ..registry import tracking, versions
from ..steps.extract import extract
from . import notify
from .sign import ask_for_trust


def adopt(folder: Path) -> versions.Version:
    """Register the bundle's model and let it serve, until a retrained one is better.

    Raises:
        ProjectError: the bundle isn't whole, belongs to other code, or comes too late.
    """
    if champion := versions.champion():
        raise ProjectError(
            f"version {champion.number} is champion already: a bundle can only be the first"
        )
    model = models.load_bundled(
        folder,
        "adopt it at the commit that it was made from, or train anew with `uv run poe pipeline`",
    )
    measured = read_json(folder / "metrics.json", "handover")
    schema = read_json(folder / "schema.json", "handover")["input"]
    newest = measured["holdout_batches"][-1]
    extract(newest)
    # What is asked about them from now on was asked after their labels were here.
    predictions.record_arrival(*batches.landed())
    run_id = tracking.record(
        f"adopt {newest}",
        tags={"data_until": newest, "compared_with": "baseline only", "bundle": folder.name},
        metrics={f"candidate_{name}": value for name, value in measured["candidate"].items()},
        files=folder,
    )
    version = versions.register(
        run_id,
        # A bundle holds no model that was fitted without the holdout: this one stands in for it
        # and says so by its batch, so that nothing is compared on rows it was fitted on.
        versions.Stored(model, model, schema, batches.read(newest).head(100)),
        newest_batch=newest,
        candidate_batch=newest,
        metrics=measured["candidate"],
    )
    versions.promote(version, instead_of=None)
    outcome = f"promoted: version {version.number}: adopted from {folder.name}"
    tracking.settle(run_id, outcome)
    notify.tell("champion changed", outcome)
    return version


def main(
    folder: Annotated[Path, "of the bundle"],
    *,
    yes: Annotated[bool, "trust it without a question"] = False,
) -> None:
    if not yes:
        ask_for_trust(f"{shown(folder)}: its model will be signed by this installation and serve")
    version = adopt(folder)
    print(f"champion is version {version.number} (data up to {version.newest_batch})")
    print("next   uv run poe up; a batch that lands is trained on and compared with it")
