"""Versions of the model; the alias `champion` says which one serves."""

import json
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from . import operations
from .core.environment import requirements
from .core.errors import ProjectError
from .core.files import sha256, write_json
from .problem.model import predict
from .tracking import RegistryUnavailable, client, mlflow, reachable
from .trust import UntrustedModel, dump, revive, trusted_types

__all__ = [
    "RegistryUnavailable",
    "Stored",
    "UntrustedModel",
    "Version",
    "champion",
    "load",
    "load_stored",
    "promote",
    "register",
    "rollback",
    "versions",
]

CHAMPION = "champion"
PREVIOUS = "previous_champion"
METRIC = "metric."


@dataclass(frozen=True)
class Version:
    """One registered model.

    data_until: newest month it was fitted on, as "YYYY-MM".
    candidate_until: the same for the candidate: the recipe as the gate scored it, fitted
        without the holdout.
    metrics: the candidate's, on the holdout; what the gate promised.
    """

    number: int
    run_id: str
    data_until: str
    candidate_until: str
    created: datetime
    metrics: dict[str, float]
    sha256: str


@dataclass(frozen=True)
class Stored:
    """What the registry keeps of a version. schema: JSON Schema of one input row."""

    model: Any
    candidate: Any
    schema: dict[str, Any]


def champion() -> Version | None:
    """The version that serves; None before the first promotion. Cheap enough for polling."""
    with reachable():
        store, name = client(), _name()
        found = store.search_registered_models(f"name = '{name}'", max_results=1)
        number = found[0].aliases.get(CHAMPION) if found else None
        return _version(store.get_model_version(name, str(number))) if number else None


def versions() -> dict[int, Version]:
    """Every version by its number, those included that were never champion."""
    with reachable():
        found = client().search_model_versions(f"name = '{_name()}'", max_results=10_000)
        return {version.number: version for version in map(_version, found)}


def load(version: Version) -> Any:
    """The version's model, ready to predict.

    Raises:
        UntrustedModel: it was changed since it was registered, or holds a type that is not in
            [registry] trusted_types.
        RegistryUnavailable: it can't be read.
    """
    with _files(version) as folder:
        return revive(folder / "model.skops")


def load_stored(version: Version) -> Stored:
    """All that is kept of the version; raises as `load` does."""
    with _files(version) as folder:
        extra = folder / "extra_files"
        return Stored(
            revive(folder / "model.skops"),
            revive(extra / "candidate.skops"),
            json.loads((extra / "schema.json").read_text(encoding="utf-8")),
        )


def register(
    run_id: str,
    stored: Stored,
    features: pd.DataFrame,
    *,
    data_until: str,
    candidate_until: str,
    metrics: Mapping[str, float],
) -> Version:
    """Store a fitted model under the run that made it, as a new version that serves nobody yet.

    Args:
        features: some rows as the model sees them, for its signature.

    Raises:
        UntrustedModel: the model holds a type that is not in [registry] trusted_types.
        RegistryUnavailable: it can't be stored; then there is no new version.
    """
    with reachable(), tempfile.TemporaryDirectory() as place:
        client()
        candidate, schema = Path(place) / "candidate.skops", Path(place) / "schema.json"
        dump(stored.candidate, candidate)
        write_json(schema, stored.schema)
        with mlflow.start_run(run_id=run_id):
            logged = mlflow.sklearn.log_model(
                stored.model,
                name="model",
                signature=_signature(stored.model, features),
                # Without them MLflow starts a process to find out what the model needs.
                pip_requirements=requirements().splitlines()[1:],
                skops_trusted_types=trusted_types(stored.model),
                extra_files=[str(candidate), str(schema)],
            )
        # What can't be read back isn't registered: a disk that filled up shows here.
        with _downloaded(logged.model_uri) as folder:
            revive(folder / "model.skops")
            digest = sha256(folder / "model.skops")
        tags = {"data_until": data_until, "candidate_until": candidate_until, "sha256": digest}
        tags |= {f"{METRIC}{name}": repr(float(value)) for name, value in metrics.items()}
        return _version(mlflow.register_model(logged.model_uri, _name(), tags=tags))


def promote(version: Version, instead_of: Version | None) -> None:
    """Make the version the champion. Moving the alias is one write: before it, nothing changed.

    Raises:
        ProjectError: the champion is no longer the one it was compared with.
        RegistryUnavailable: the registry can't be written.
    """
    current = champion()
    if current != instead_of:
        there, expected = (f"version {v.number}" if v else "none" for v in (current, instead_of))
        raise ProjectError(f"the champion changed meanwhile: {there}, compared was {expected}")
    with reachable():
        if current:
            client().set_model_version_tag(
                _name(), str(version.number), PREVIOUS, str(current.number)
            )
        client().set_registered_model_alias(_name(), CHAMPION, str(version.number))


def rollback(allow: Callable[[Version], None] = lambda _: None) -> tuple[Version, Version]:
    """Return to the champion before; gives (the version left, the version returned to).

    Args:
        allow: asked before anything changes; may raise a ProjectError.

    Raises:
        ProjectError: there is none.
        RegistryUnavailable: the registry can't be reached.
    """
    current = champion()
    if current is None:
        raise ProjectError("no champion yet: run `uv run poe pipeline` first")
    with reachable():
        store, name = client(), _name()
        before = store.get_model_version(name, str(current.number)).tags.get(PREVIOUS)
        if before is None:
            raise ProjectError(
                f"version {current.number} is the first champion: nothing to return to"
            )
        target = _version(store.get_model_version(name, before))
        allow(target)
        left = datetime.now(UTC).isoformat(timespec="seconds")
        store.set_model_version_tag(name, str(current.number), "rolled_back", left)
        store.set_registered_model_alias(name, CHAMPION, before)
    return current, target


def _name() -> str:
    return operations.load().registry.name


def _version(found: Any) -> Version:
    tags = found.tags
    return Version(
        number=int(found.version),
        run_id=found.run_id,
        data_until=tags["data_until"],
        candidate_until=tags["candidate_until"],
        created=datetime.fromtimestamp(found.creation_timestamp / 1000, UTC),
        metrics={
            key.removeprefix(METRIC): float(value)
            for key, value in tags.items()
            if key.startswith(METRIC)
        },
        sha256=tags["sha256"],
    )


@contextmanager
def _files(version: Version) -> Generator[Path]:
    with reachable(), _downloaded(f"models:/{_name()}/{version.number}") as folder:
        if sha256(folder / "model.skops") != version.sha256:
            raise UntrustedModel(f"version {version.number}: changed since it was registered")
        yield folder


@contextmanager
def _downloaded(uri: str) -> Generator[Path]:
    client()
    with tempfile.TemporaryDirectory() as place:
        yield Path(mlflow.artifacts.download_artifacts(uri, dst_path=place))


def _signature(model: Any, features: pd.DataFrame) -> Any:
    # Whole numbers can't be missing in MLflow's schema; as floats they can.
    numbers = features.select_dtypes("number").columns
    sample = features.astype(dict.fromkeys(numbers, "float64"))
    return mlflow.models.infer_signature(sample, predict(model, features))
