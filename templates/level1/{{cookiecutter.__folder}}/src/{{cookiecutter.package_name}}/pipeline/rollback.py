"""Return to the champion before; the running service follows by itself."""

from ..core.contract import json_schema
from ..core.errors import ProjectError
from ..problem.schema import Inputs
from ..registry import versions
from . import notify
from .gate import gone_or_new


def fits(version: versions.Version) -> None:
    """Raise ProjectError if the version can't be loaded, or has other inputs than requests now."""
    if changes := gone_or_new(versions.load(version).schema, json_schema(Inputs)):
        raise ProjectError(
            f"version {version.number} was trained for other inputs ({', '.join(changes)}):"
            " the service couldn't use it"
        )


def main() -> None:
    left, returned = versions.rollback(fits)
    text = (
        f"champion is version {returned.number} (data up to {returned.newest_batch}),"
        f" no longer version {left.number} (data up to {left.newest_batch})"
    )
    print(text)
    notify.tell("champion changed", text)
