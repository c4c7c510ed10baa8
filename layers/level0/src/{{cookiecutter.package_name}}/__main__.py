"""Run a command: `python -m {{ cookiecutter.package_name }} steps.extract`.

A command is a module with a function `main`. Its signature is the command line: positional
parameters are arguments, keyword-only ones are options, a bool is a flag, and the text of
`Annotated[type, "text"]` is the help.
"""

import gc
import importlib
import inspect
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from .core.errors import ProjectError
from .core.paths import PACKAGE, shown


def find(name: str) -> Callable[..., Any]:
    """The `main` of a module of this package.

    Raises:
        ProjectError: there is no such module, or it is no command.
    """
    files = [path.relative_to(PACKAGE).with_suffix("") for path in PACKAGE.rglob("*.py")]
    if name in {".".join(file.parts) for file in files}:
        # What is imported stays: to look for garbage in it takes a quarter of a command's time.
        gc.disable()
        module = importlib.import_module(f"{__package__}.{name}")
        gc.freeze()
        gc.enable()
        if hasattr(module, "main"):
            return module.main
    raise ProjectError(f"{name}: no such command")


def build_parser(name: str, run: Callable[..., Any]) -> ArgumentParser:
    """The command line that the signature of `run` describes."""
    parser = ArgumentParser(
        prog=f"python -m {__package__} {name}",
        description=inspect.getdoc(inspect.getmodule(run)),
    )
    for parameter in inspect.signature(run, eval_str=True).parameters.values():
        kind, text = parameter.annotation, ""
        if get_origin(kind) is Annotated:
            kind, text = get_args(kind)
        # Of `Path | None`, the first.
        kind = next(iter(get_args(kind)), kind)
        required = parameter.default is parameter.empty
        if not required and parameter.default:
            text += f" (default: {parameter.default})"
        default = None if required else parameter.default
        option = "--" + parameter.name.replace("_", "-")
        if kind is bool:
            parser.add_argument(option, action="store_true", help=text)
        elif parameter.kind is parameter.KEYWORD_ONLY:
            parser.add_argument(option, type=kind, required=required, default=default, help=text)
        else:
            nargs = None if required else "?"
            parser.add_argument(parameter.name, type=kind, nargs=nargs, default=default, help=text)
    return parser


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
