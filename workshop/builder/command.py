"""Build starter kits for a class: a zip a level, the ladder, and the instructor's folder."""

import argparse
import io
import sys
from pathlib import Path
from typing import NoReturn

from workshop.builder.build import build
from workshop.builder.errors import KitError
from workshop.builder.platforms import PLATFORMS
from workshop.builder.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
EPILOG = """\
In the file that --settings names, options stand without their hyphens, lists as lists:

  project-name = "Bike Rides in Town"
  level = [0, 1]
  python-version = "3.12"
  wheelhouse = true
  platform = ["windows-x64", "macos-arm64"]

What is said on the command line counts more.
"""


class Parser(argparse.ArgumentParser):
    """One that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see --help)\n")


def parser() -> Parser:
    made = Parser(
        prog="kits",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = made.add_argument
    add("--out", type=Path, metavar="DIR", help="the folder to make (or an empty one)")
    add("--settings", type=Path, metavar="FILE.toml", help="your own choice of these options")
    add("--project-name", metavar="WORDS", help="what the project is called (Bike Rides)")
    add("--package-name", metavar="NAME", help="name to import its code by (from the project name)")
    add("--level", action="append", metavar="N", help="0, 1 or 2; may be given again (all three)")
    add(
        "--python-version",
        metavar="X.Y",
        help="the oldest Python it supports; with --wheelhouse the one that the class has (3.11)",
    )
    add(
        "--wheelhouse",
        action=argparse.BooleanOptionalAction,
        help="put every package into the kits, for a room with bad internet",
    )
    add(
        "--platform",
        action="append",
        metavar="NAME",
        help=f"whom the wheelhouse is for: {', '.join(PLATFORMS)}; may be given again (this one)",
    )
    return made


def main(arguments: list[str] | None = None) -> int:
    # A console that lacks a letter of a path must not turn the message into a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    given = parser().parse_args(arguments)
    try:
        settings = read_settings(ROOT, vars(given))
        build(ROOT, settings, print)
    except (KitError, OSError) as error:
        print(f"kits: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("kits: stopped, nothing was kept", file=sys.stderr)
        return 130
    return 0
