"""Its command line: what was found or done is printed as JSON, errors as one line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .changes import deploy, roll_back
from .content import Refused
from .folder import Folder
from .units import Units


def status(folder: Folder, units: Units) -> dict[str, Any]:
    """What is live, what can be returned to, and whether it runs."""
    return {"live": folder.live(), "history": folder.history(), "units": units.states()}


def call(folder: Folder, module: str, arguments: list[str]) -> None:
    """Run a module of the live release.

    Raises:
        Refused: nothing is live, or it failed.
    """
    live = folder.live()
    if live is None:
        raise Refused(f"nothing is live in {folder.path}: deploy a release first")
    folder.call(live, module, *arguments)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="host", description=__doc__)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--units", default="", help="prefix of the systemd units")
    arguments.add_argument("--place", action="append", default=[], metavar="NAME=VALUE")
    commands = arguments.add_subparsers(dest="command", required=True)
    deploying = commands.add_parser("deploy")
    deploying.add_argument("incoming", type=Path)
    deploying.add_argument("--job", default="")
    returning = commands.add_parser("rollback")
    returning.add_argument("--job", default="")
    returning.add_argument("--to-nothing", action="store_true")
    commands.add_parser("status")
    calling = commands.add_parser("call")
    calling.add_argument("module")
    calling.add_argument("arguments", nargs=argparse.REMAINDER)
    return arguments.parse_args()


def main() -> None:
    chosen = _arguments()
    folder = Folder(chosen.folder)
    places = dict(place.split("=", 1) for place in chosen.place)
    units = Units(folder, chosen.units, places)
    try:
        match chosen.command:
            case "deploy":
                done = deploy(folder, units, folder.path / chosen.incoming, chosen.job)
            case "rollback":
                done = roll_back(folder, units, chosen.job, to_nothing=chosen.to_nothing)
            case "status":
                done = status(folder, units)
            case _:
                call(folder, chosen.module, chosen.arguments)
                return
    except (Refused, OSError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        raise SystemExit(1) from None
    print(json.dumps(done))


if __name__ == "__main__":
    main()
