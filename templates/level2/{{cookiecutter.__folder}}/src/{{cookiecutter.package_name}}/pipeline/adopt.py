"""Make the model of a handover bundle the first champion."""

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from sklearn.exceptions import InconsistentVersionWarning

from .. import registry, tracking
from ..core import bundle, models
from ..core.code import decisive_code
from ..core.command import command, next_step, parser
from ..core.errors import ProjectError
from ..core.files import read_json
from ..core.paths import shown
from ..core.tables import read_landed
from ..problem import features
from ..steps.extract import extract

# What goes into the record: the story of the model. The model itself goes into the registry.
STORY = ("model_card.md", "metrics.json", "requirements.txt", bundle.CHECKSUMS)


def adopt(folder: Path) -> registry.Version:
    """Register the bundle's model and let it serve, until a retrained one is better.

    Raises:
        ProjectError: the bundle isn't whole, belongs to other code, or comes too late.
    """
    if folder.is_file():
        raise ProjectError(f"{shown(folder)}: unzip it first, and give the folder")
    digests = bundle.verify(folder)
    if champion := registry.champion():
        raise ProjectError(
            f"version {champion.number} is champion already: a bundle can only be the first"
        )
    # A module that the bundle lacks came later, with the level: its code can't have used it.
    if any(digests.get(name, digest) != digest for name, digest in decisive_code().items()):
        raise ProjectError(
            f"{shown(folder)}: carries other code than this project: adopt it at the commit that it"
            " was made from, or train anew with `uv run poe pipeline`"
        )
    model = _load(folder, digests["model.joblib"])
    measured = read_json(folder / "metrics.json", "handover")
    return _register(folder, model, measured)


def _load(folder: Path, digest: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error", InconsistentVersionWarning)
        try:
            return models.load(folder / "model.joblib", digest)
        except InconsistentVersionWarning as error:
            raise ProjectError(
                f"{shown(folder)}: made with scikit-learn {error.original_sklearn_version}, and"
                f" {error.current_sklearn_version} is installed: train anew with `uv run poe"
                " pipeline`"
            ) from error


def _register(folder: Path, model: Any, measured: dict[str, Any]) -> registry.Version:
    newest = measured["holdout_months"][-1]
    extract(newest)
    with tempfile.TemporaryDirectory() as place:
        for name in STORY:
            shutil.copy(folder / name, place)
        run_id = tracking.record(
            f"adopt {newest}",
            tags={"data_until": newest, "compared_with": "baseline only", "bundle": folder.name},
            metrics={f"candidate_{name}": value for name, value in measured["candidate"].items()},
            files=Path(place),
        )
    schema = read_json(folder / "schema.json", "handover")["input"]
    version = registry.register(
        run_id,
        # A bundle holds no model that was fitted without the holdout: this one stands in for it
        # and says so by its month, so that nothing is compared on rows it was fitted on.
        registry.Stored(model, model, schema),
        features.build(read_landed(newest).head(100)),
        data_until=newest,
        candidate_until=newest,
        metrics=measured["candidate"],
    )
    registry.promote(version, instead_of=None)
    tracking.settle(run_id, f"promoted: version {version.number}: adopted from {folder.name}")
    return version


@command
def main() -> None:
    arguments = parser("adopt", __doc__)
    arguments.add_argument(
        "bundle", type=Path, help="its folder; adopt none that you don't know the origin of"
    )
    version = adopt(arguments.parse_args().bundle)
    print(f"champion is version {version.number} (data up to {version.data_until})")
    next_step("uv run poe up; a month that lands is trained on and compared with it")
