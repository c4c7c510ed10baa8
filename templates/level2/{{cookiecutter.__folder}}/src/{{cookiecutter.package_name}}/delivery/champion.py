"""On a target: set up what a release needs to start, and say which model serves, or restore one."""

import argparse
import json

from .. import registry
from ..core.command import command
from ..pipeline.up import prepare


def restore(number: int) -> None:
    """Return to an earlier champion, over those in between.

    Raises:
        ProjectError: it never was champion before this one.
    """
    champion = registry.champion()
    while champion and champion.number != number:
        _, champion = registry.rollback()


@command
def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--restore", type=int, metavar="NUMBER")
    number = arguments.parse_args().restore
    if number is not None:
        restore(number)
        return
    prepare()
    champion = registry.champion()
    print(json.dumps(champion.number if champion else None))


if __name__ == "__main__":
    main()
