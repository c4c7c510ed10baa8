"""Versions of the model; the alias `champion` says which one serves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .. import operations
from ..core.errors import ProjectError
from . import files
from .connection import client, reachable
from .files import Stored
from .signing import UntrustedModel

CHAMPION = "champion"
# Tags of a version.
NEWEST, NEWEST_OF_CANDIDATE = "newest_batch", "candidate_batch"
PREVIOUS = "previous_champion"
METRIC = "metric."


@dataclass(frozen=True)
class Version:
    """One registered model.

    newest_batch: newest batch that it was fitted on.
    candidate_batch: the same for the candidate: the recipe as the gate scored it, fitted
        without the holdout.
    created: in UTC, without a zone.
    metrics: the candidate's, on the holdout; what the gate promised.
    """

    number: int
    run_id: str
    newest_batch: str
    candidate_batch: str
    created: datetime
    metrics: dict[str, float]


def champion() -> Version | None:
    """The version that serves; None before the first promotion. Cheap enough for polling.

    Raises:
        ProjectError: the alias is on a version that the project didn't write.
        RegistryUnavailable: the registry can't be read.
    """
    with reachable():
        found = client().search_registered_models(f"name = '{_name()}'", max_results=1)
        number = found[0].aliases.get(CHAMPION) if found else None
    return get(int(number)) if number else None


def versions() -> dict[int, Version]:
    """Every version that the project wrote, by its number, never champions included."""
    with reachable():
        found = client().search_model_versions(f"name = '{_name()}'", max_results=10_000)
    return {int(entry.version): _version(entry) for entry in found if _is_ours(entry)}


def get(number: int) -> Version:
    """One version.

    Raises:
        ProjectError: the project didn't write it.
        RegistryUnavailable: there is none, or it can't be read.
    """
    with reachable():
        found = client().get_model_version(_name(), str(number))
    if not _is_ours(found):
        raise ProjectError(
            f"version {number} was registered by hand in MLflow, not by this project: set the alias"
            f" {CHAMPION} on one of {sorted(versions())}"
        )
    return _version(found)


def load(version: Version) -> Stored:
    """What is kept of the version, after its signature was verified.

    Raises:
        UntrustedModel: it isn't what this installation has signed as this version.
        RegistryUnavailable: it can't be read.
    """
    try:
        return files.read(version.run_id, _told(version))
    except UntrustedModel as error:
        raise UntrustedModel(
            f"version {version.number}: {error}; not loaded (if you trust it: `uv run poe sign"
            f" {version.number}`)"
        ) from error


def register(
    run_id: str,
    stored: Stored,
    *,
    newest_batch: str,
    candidate_batch: str,
    metrics: Mapping[str, float],
) -> Version:
    """Store a fitted model under the run that made it, as a new version that serves nobody yet.

    Raises:
        RegistryUnavailable: it can't be stored; then there is no new version.
    """
    tags = {NEWEST: newest_batch, NEWEST_OF_CANDIDATE: candidate_batch}
    files.write(run_id, stored, {"model": _name(), "run": run_id, **tags})
    tags |= {f"{METRIC}{name}": repr(float(value)) for name, value in metrics.items()}
    with reachable():
        if not client().search_registered_models(f"name = '{_name()}'"):
            client().create_registered_model(_name())
        source = f"runs:/{run_id}/{files.FOLDER}"
        return _version(client().create_model_version(_name(), source, run_id, tags=tags))


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
        store, number = client(), str(version.number)
        if current:
            store.set_model_version_tag(_name(), number, PREVIOUS, str(current.number))
        store.set_registered_model_alias(_name(), CHAMPION, number)


def predecessor(version: Version) -> int | None:
    """Number of the champion before this one; None if it was the first."""
    with reachable():
        tags = client().get_model_version(_name(), str(version.number)).tags
    return int(tags[PREVIOUS]) if PREVIOUS in tags else None


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
    before = predecessor(current)
    if before is None:
        raise ProjectError(f"version {current.number} is the first champion: nothing to return to")
    target = versions().get(before)
    if target is None:
        raise ProjectError(f"version {before}, the champion before, is no longer kept")
    allow(target)
    _let_serve(before)
    return current, target


def restore(number: int) -> None:
    """Return to an earlier champion, over those in between, in one step.

    Raises:
        ProjectError: it never was champion before this one, or it is no longer kept.
        RegistryUnavailable: the registry can't be reached.
    """
    current, known = champion(), versions()
    while current and current.number != number:
        current = known.get(predecessor(current) or 0)
    if current is None:
        raise ProjectError(f"version {number} is not among the champions before this one")
    _let_serve(number)


def _let_serve(number: int) -> None:
    with reachable():
        client().set_registered_model_alias(_name(), CHAMPION, str(number))


def sign(version: Version) -> None:
    """Sign a version's files as they lie there: to be asked of a person who trusts them."""
    files.seal(version.run_id, _told(version))


def delete(number: int) -> None:
    """Take a version out of the registry; its files go with the run that made it."""
    with reachable():
        client().delete_model_version(_name(), str(number))


def _name() -> str:
    return operations.load().registry.name


def _is_ours(found: Any) -> bool:
    return NEWEST in found.tags and NEWEST_OF_CANDIDATE in found.tags


def _version(found: Any) -> Version:
    return Version(
        number=int(found.version),
        run_id=found.run_id,
        newest_batch=found.tags[NEWEST],
        candidate_batch=found.tags[NEWEST_OF_CANDIDATE],
        created=datetime.fromtimestamp(found.creation_timestamp / 1000, UTC).replace(tzinfo=None),
        metrics={
            key.removeprefix(METRIC): float(value)
            for key, value in found.tags.items()
            if key.startswith(METRIC)
        },
    )


def _told(version: Version) -> dict[str, str]:
    """What a version's files are signed as."""
    return {
        "model": _name(),
        "run": version.run_id,
        NEWEST: version.newest_batch,
        NEWEST_OF_CANDIDATE: version.candidate_batch,
    }
