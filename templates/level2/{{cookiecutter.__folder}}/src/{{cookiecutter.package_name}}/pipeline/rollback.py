"""Return to the champion before; the running service follows by itself."""

from ..core import contract
from ..core.errors import ProjectError
from ..problem.schema import Inputs
from ..registry import versions
from . import notify


def fits(version: versions.Version) -> None:
    """Raise ProjectError if the version can't be loaded, or has other inputs than requests now."""
    then = versions.load(version).schema["properties"]
    now = contract.json_schema(Inputs)["properties"]
    changes = [f"{name} is gone" for name in then if name not in now]
    changes += [f"{name} is new" for name in now if name not in then]
    if changes:
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
