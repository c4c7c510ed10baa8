"""The command: what it is given, says and asks."""

import argparse
import io
import sys
from pathlib import Path
from typing import NoReturn

from climbing.climb import prepare
from climbing.errors import ClimbError
from climbing.git import check_begun
from climbing.report import report
from climbing.versions import hint_of_age
from climbing.writing import undo, write

TEMPLATE = Path(__file__).resolve().parent.parent
ABOUT = "Climb to a higher level, or take the template's newest version, around your own work."


class Parser(argparse.ArgumentParser):
    """One that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message} (see --help)\n")


def parser() -> Parser:
    made = Parser(prog="upgrade", description=ABOUT, allow_abbrev=False)
    add = made.add_argument
    add("--level", metavar="N", help="level to climb to (default: the level the project is at)")
    add("--defaults", action="store_true", help="ask nothing: take the defaults of new questions")
    add("--undo", action="store_true", help="put all back that an upgrade which was cut off did")
    return made


def run(project: Path, given: argparse.Namespace) -> None:
    """Do what was asked for, in a project.

    Raises:
        ClimbError: it was refused, or something is left to do.
    """
    if given.undo:
        check_begun(project)
        for path in undo(project):
            print(f"kept     {path}: edited since; as it was, it is in {path}.before-upgrade")
        print("every file is as it was before the upgrade")
        return
    ask = not given.defaults and sys.stdin.isatty()
    climb = prepare(project, TEMPLATE, given.level, ask)
    origin, way = climb.origin, climb.way
    if hint := hint_of_age(origin.address):
        print(hint)
    if climb.nothing_newer:
        print(f"level {origin.level}, {way.old}: there is nothing newer at {origin.address}")
        return
    print(f"from level {origin.level}, {way.old} of {origin.address}")
    print(f"to level {climb.level}, {way.new}; what you changed stays", flush=True)
    write(project, climb.changes)
    clean = report(climb)
    if climb.level != origin.level:
        print(f"next   read docs/level{climb.level}.md")
    print("next   git status; git diff; uv run poe test; git add --all; git commit")
    if not clean:
        raise ClimbError("files are left to resolve: edit them before you run anything else")


def main(arguments: list[str] | None = None) -> int:
    # A console that lacks a letter of a path must not turn a message into a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = parser().parse_args(arguments)
    try:
        run(Path.cwd(), given)
    except (ClimbError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: stopped, and every file is as it was", file=sys.stderr)
        return 130
    return 0
