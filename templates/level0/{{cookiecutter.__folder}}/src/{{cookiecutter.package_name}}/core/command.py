"""What every command does alike: help, one clear line for an error, a next step at the end."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from .errors import ProjectError
from .paths import shown


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """A parser whose help shows the command as it is typed."""
    return argparse.ArgumentParser(prog=f"uv run poe {name}", description=description)


def command(run: Callable[[], None]) -> Callable[[], None]:
    """Turn errors that a person can mend into one message and exit code 1."""

    @wraps(run)
    def main() -> None:
        try:
            run()
        except ProjectError as error:
            print(f"error: {error}", file=sys.stderr)
            raise SystemExit(1) from None
        except KeyboardInterrupt:
            print("stopped; what was being written is not kept", file=sys.stderr)
            raise SystemExit(130) from None

    return main


def wrote(*paths: Path) -> None:
    """Say what was written."""
    for path in paths:
        print(f"wrote  {shown(path)}")


def next_step(text: str) -> None:
    """Say what to do now."""
    print(f"next   {text}")
