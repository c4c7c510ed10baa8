"""What every command does alike: help, one clear line for an error, a next step at the end."""

import argparse
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from .errors import ProjectError
from .paths import shown


def typed(name: str) -> str:
    """The command as a person types it here: in a bundle there are no tasks, only modules."""
    if Path(sys.argv[0]).suffix == ".py":
        return f"python -m {__name__.split('.')[0]}.steps.{name}"
    return f"uv run poe {name}"


def parser(name: str, description: str) -> argparse.ArgumentParser:
    """A parser whose help shows the command as it is typed."""
    return argparse.ArgumentParser(prog=typed(name), description=description)


def command(run: Callable[[], None]) -> Callable[[], None]:
    """Turn errors that a person can mend into one message and exit code 1."""

    @wraps(run)
    def main() -> None:
        try:
            run()
        except ProjectError as error:
            print(f"error: {error}", file=sys.stderr)
            raise SystemExit(1) from None
        except OSError as error:
            where = f"{shown(Path(str(error.filename)))}: " if error.filename else ""
            print(f"error: {where}{error.strerror or error}", file=sys.stderr)
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
