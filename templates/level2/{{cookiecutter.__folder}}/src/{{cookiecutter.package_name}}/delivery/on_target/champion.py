"""Set up what a release needs to start, and say which model serves; or restore an earlier one."""

import json
from typing import Annotated

from ...pipeline import home
from ...registry import versions


def restore(number: int) -> None:
    """Return to an earlier champion, over those in between.

    Raises:
        ProjectError: it never was champion before this one.
    """
    champion = versions.champion()
    while champion and champion.number != number:
        _, champion = versions.rollback()


def main(*, restore_version: Annotated[int, "number of that version"] = 0) -> None:
    if restore_version:
        restore(restore_version)
        return
    home.instance().dispose()
    champion = versions.champion()
    print(json.dumps(champion.number if champion else None))
