"""What an instructor asks for: the command line, over a TOML file, over the defaults."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from tools.layers import LEVELS
from workshop.builder.errors import KitError
from workshop.builder.platforms import PLATFORMS, this_platform

# Options that are answers to the generator's questions, passed on as they are.
ANSWERS = {
    "project-name": "project_name",
    "package-name": "package_name",
    "python-version": "python_version",
}
LISTS = ("level", "platform")
KNOWN = ("out", *ANSWERS, "level", "wheelhouse", "platform")
REFUSAL = "{% from 'rules/answers.jinja' import first_problem %}{{ first_problem(answers) }}"


@dataclass(frozen=True)
class Settings:
    """What to build.

    out: the folder to make.
    answers: those given, by the name of the question in copier.yml.
    levels: of the kits, ascending, each once.
    platforms: whom the wheelhouse is for; empty: no wheelhouse.
    """

    out: Path
    answers: dict[str, str]
    levels: tuple[int, ...]
    platforms: tuple[str, ...]


def read_settings(root: Path, given: Mapping[str, Any]) -> Settings:
    """Bring together what was given.

    Args:
        root: the repository, whose rules count.
        given: by name of the option with underscores, the value or None.

    Raises:
        KitError: naming what is wrong and where.
    """
    options = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
    file = options.pop("settings", None)
    of_file = read_file(root, file) if file else {}
    options = of_file | options
    if "out" not in options:
        raise KitError("--out is missing: name the folder to make")
    check_answers(root, options, "")
    levels = sorted({int(level) for level in options.get("level", LEVELS)})
    answers = {question: options[name] for name, question in ANSWERS.items() if name in options}
    return Settings(Path(options["out"]), answers, tuple(levels), chosen_platforms(options))


def read_file(root: Path, path: Path) -> dict[str, Any]:
    """The options in a TOML file.

    Raises:
        KitError: it can't be read, or says something that no option says.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KitError(f"{path}: there is no such file") from error
    except OSError as error:
        raise KitError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise KitError(f"{path}: not TOML: {error}") from error
    for name, value in found.items():
        check_kind(f"{path}: ", name, value)
    check_answers(root, found, f"{path}: ")
    return found


def check_kind(where: str, name: str, value: Any) -> None:
    """Stop unless a TOML file may say this.

    Raises:
        KitError: the key is unknown, or its value is of another kind.
    """
    if name not in KNOWN:
        raise KitError(f"{where}unknown key {name}: known are {', '.join(KNOWN)}")
    if name == "wheelhouse":
        fits, kind = isinstance(value, bool), "true or false"
    elif name == "level":
        fits, kind = _is_list(value, int), "a list of numbers, such as [0, 1]"
    elif name == "platform":
        fits, kind = _is_list(value, str), 'a list of names, such as ["windows-x64"]'
    else:
        fits, kind = isinstance(value, str), "text in quotes"
    if not fits:
        raise KitError(f"{where}{name} must be {kind}")


def _is_list(value: Any, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(type(part) is kind for part in value)


def check_answers(root: Path, options: Mapping[str, Any], where: str) -> None:
    """Stop unless the generator's own rules accept the answers.

    Raises:
        KitError: with the line that the generator says.
    """
    engine = jinja2.Environment(loader=jinja2.FileSystemLoader(root), undefined=jinja2.Undefined)
    answers = {question: options[name] for name, question in ANSWERS.items() if name in options}
    for given in [answers, *({"level": level} for level in options.get("level", []))]:
        problem = engine.from_string(REFUSAL).render(answers=given)
        if problem:
            name, _, rest = problem.partition(" ")
            raise KitError(f"{where}{name.replace('_', '-')} {rest}")
    unknown = [name for name in options.get("platform", []) if name not in PLATFORMS]
    if unknown:
        raise KitError(f'{where}platform "{unknown[0]}" must be one of {", ".join(PLATFORMS)}')


def chosen_platforms(options: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom the wheelhouse is for; empty without one.

    Raises:
        KitError: platforms were named, but no wheelhouse.
    """
    named = options.get("platform")
    if named and "wheelhouse" not in options:
        raise KitError("platform says whom a wheelhouse is for: ask for --wheelhouse too")
    if not options.get("wheelhouse"):
        return ()
    return tuple(sorted(set(named or [this_platform()])))
