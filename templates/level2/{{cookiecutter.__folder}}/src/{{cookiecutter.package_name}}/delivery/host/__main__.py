"""Its command line is one order, as JSON; the answer is printed as JSON, errors as text.

An order says what to `do`, in which `folder`, with which prefix of the systemd `units` (none:
nothing keeps running) and which `places` in them.
"""

import json
import sys
from pathlib import Path
from typing import Any

from ...core.errors import ProjectError
from .changes import deploy, roll_back
from .folder import Folder
from .units import Units


def obey(order: dict[str, Any]) -> dict[str, Any] | None:
    """Do what the order says; what `call` runs has its own output.

    Raises:
        ProjectError: it can't be done.
    """
    folder = Folder(Path(order["folder"]))
    units = Units(folder, order.get("units", ""), order.get("places", {}))
    match order["do"]:
        case "deploy":
            return deploy(folder, units, folder.path / order["place"], order["job"])
        case "roll back":
            return roll_back(folder, units, order["job"], to_nothing=order["to_nothing"])
        case "call" if live := folder.live():
            folder.call(live, order["module"], *order["arguments"])
            return None
        case "call":
            raise ProjectError(f"nothing is live in {folder.path}: deploy a release first")
    return {"live": folder.live(), "history": folder.history(), "units": units.states()}


def main() -> None:
    try:
        done = obey(json.loads(sys.argv[1]))
    except (ProjectError, OSError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        raise SystemExit(1) from None
    if done is not None:
        print(json.dumps(done))


if __name__ == "__main__":
    main()
