"""Run a command: `python -m {{ cookiecutter.package_name }} steps.extract --until 2011-07`.

A command is a module with a function `main`. Its signature is the command line: positional
parameters are arguments, keyword-only ones are options, a bool is a flag, and the text of
`Annotated[type, "text"]` is the help.
"""

import importlib
import inspect
import re
import sys
import types
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from .core.errors import ProjectError
from .core.paths import shown


def find(name: str) -> Callable[..., Any]:
    """The `main` of a module of this package.

    Raises:
        ProjectError: there is no such module, or it is no command.
    """
    unknown = ProjectError(f"{name}: no such command")
    if not re.fullmatch(r"\w+(\.\w+)*", name):
        raise unknown
    module = f"{__package__}.{name}"
    try:
        return importlib.import_module(module).main
    except ModuleNotFoundError as error:
        # A library that isn't installed is another matter.
        if error.name and f"{module}.".startswith(f"{error.name}."):
            raise unknown from error
        raise
    except AttributeError as error:
        raise unknown from error


def build_parser(name: str, run: Callable[..., Any]) -> ArgumentParser:
    """The command line that the signature of `run` describes."""
    parser = ArgumentParser(
        prog=f"python -m {__package__} {name}",
        description=inspect.getdoc(inspect.getmodule(run)),
    )
    for parameter in inspect.signature(run, eval_str=True).parameters.values():
        kind, text = _annotation(parameter)
        if kind is bool:
            parser.add_argument(_option(parameter), action="store_true", help=text)
            continue
        required = parameter.default is parameter.empty
        settings: dict[str, Any] = {"type": kind, "help": text}
        if not required:
            settings["default"] = parameter.default
            settings["help"] += " (default: %(default)s)" if parameter.default else ""
        if parameter.kind is parameter.KEYWORD_ONLY:
            metavar = parameter.name.upper()
            parser.add_argument(_option(parameter), required=required, metavar=metavar, **settings)
        else:
            nargs = None if required else "?"
            parser.add_argument(parameter.name, nargs=nargs, **settings)
    return parser


def _option(parameter: inspect.Parameter) -> str:
    return "--" + parameter.name.replace("_", "-")


def _annotation(parameter: inspect.Parameter) -> tuple[Any, str]:
    kind, text = parameter.annotation, ""
    if get_origin(kind) is Annotated:
        kind, text = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    return kind, text


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return
    name, *rest = arguments
    try:
        run = find(name)
        given = vars(build_parser(name, run).parse_args(rest))
        run(**given)
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


if __name__ == "__main__":
    main(sys.argv[1:])
