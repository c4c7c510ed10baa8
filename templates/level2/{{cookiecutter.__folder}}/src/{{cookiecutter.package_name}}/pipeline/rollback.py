"""Return to the champion before; the running service follows by itself."""

from .. import registry
from ..core.command import command, parser


@command
def main() -> None:
    parser("rollback", __doc__).parse_args()
    left, returned = registry.rollback()
    print(
        f"champion is version {returned.number} (data up to {returned.data_until}),"
        f" no longer version {left.number} (data up to {left.data_until})"
    )
