"""Models as skops files: what is in them is looked through before anything comes to life."""

from pathlib import Path
from typing import Any

import skops.io

from . import operations
from .core.errors import ProjectError


class UntrustedModel(ProjectError):  # noqa: N818
    """A stored model isn't what was registered, or holds a type that nobody has allowed."""


def dump(model: Any, path: Path) -> None:
    """Write a fitted model."""
    skops.io.dump(model, path)


def revive(path: Path) -> Any:
    """Read a fitted model.

    Raises:
        UntrustedModel: it holds a type that is not in [registry] trusted_types.
    """
    data = path.read_bytes()
    return skops.io.loads(data, trusted=_checked(skops.io.get_untrusted_types(data=data)))


def trusted_types(model: Any) -> list[str]:
    """Types in the model that skops doesn't trust by itself, all of them allowed.

    Raises:
        UntrustedModel: one is not in [registry] trusted_types.
    """
    return _checked(skops.io.get_untrusted_types(data=skops.io.dumps(model)))


def _checked(types: list[str]) -> list[str]:
    strangers = sorted(set(types) - set(operations.load().registry.trusted_types))
    if strangers:
        raise UntrustedModel(
            f"the model holds {', '.join(strangers)}: if you trust that, add it to"
            " [registry] trusted_types in operations.toml"
        )
    return types
