"""Return to the champion before; the running service follows by itself."""

from .. import registry
from ..core.command import command, parser
from ..core.errors import ProjectError
from ..core.json_schema import record_schema
from ..problem.schema import INPUTS
from .evaluation import gone_or_new


def fits(version: registry.Version) -> None:
    """Raise ProjectError if the version was trained for other inputs than requests have now."""
    kept = registry.load_stored(version).schema
    if lost := gone_or_new(kept, record_schema(INPUTS)):
        raise ProjectError(
            f"version {version.number} was trained for other inputs ({', '.join(lost)}):"
            " the service couldn't use it"
        )


@command
def main() -> None:
    parser("rollback", __doc__).parse_args()
    left, returned = registry.rollback(fits)
    print(
        f"champion is version {returned.number} (data up to {returned.data_until}),"
        f" no longer version {left.number} (data up to {left.data_until})"
    )
