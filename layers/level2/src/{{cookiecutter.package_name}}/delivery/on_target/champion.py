"""Set up what a release needs to start, and say which model serves; or restore an earlier one."""

import json
from typing import Annotated

from ...pipeline import home
from ...registry import versions


def main(*, restore_version: Annotated[int, "number of that version"] = 0) -> None:
    if restore_version:
        versions.restore(restore_version)
        return
    with home.instance():
        champion = versions.champion()
    print(json.dumps(champion.number if champion else None))
