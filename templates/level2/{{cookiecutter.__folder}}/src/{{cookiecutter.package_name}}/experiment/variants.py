"""Variants of the pipeline: its parameters with some of them overridden."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..core.errors import ProjectError
from ..core.params import Params
from ..core.paths import shown

AS_IT_IS = "as it is"
# The backtest sets it itself: the month before the one that is forecast.
MOVED = "data.until"


@dataclass(frozen=True)
class Variant:
    """A name for people, and the parameters that go by it."""

    name: str
    params: Params


def override(base: Params, changes: Mapping[str, Any], name: str) -> Params:
    """The parameters with some values replaced, keyed as "section.key".

    Raises:
        ProjectError: a key doesn't exist, or a value is out of its range.
    """
    content = base.model_dump()
    known = [f"{section}.{key}" for section, values in content.items() for key in values]
    for key, value in changes.items():
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise ProjectError(f'variant "{name}": {key}: unknown key{hint}')
        if key == MOVED:
            raise ProjectError(f'variant "{name}": {key}: the backtest moves it month by month')
        section, _, last = key.partition(".")
        content[section][last] = value
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"]))
        raise ProjectError(
            f'variant "{name}": {place} = {problem["input"]!r}: {problem["msg"]}'
        ) from error


def from_file(path: Path, base: Params) -> list[Variant]:
    """The variants of an experiment's file: one table each, named [variants.NAME].

    Raises:
        ProjectError: the file is missing or isn't TOML, has no variant, or one is invalid.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ProjectError(f"{shown(path)}: no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shown(path)}: not valid TOML: {error}") from error
    tables = content.pop("variants", None)
    if content:
        stranger = next(iter(content))
        raise ProjectError(f"{shown(path)}: {stranger}: only [variants.NAME] belong here")
    if not isinstance(tables, dict) or not tables:
        raise ProjectError(f"{shown(path)}: no variant; name one, as [variants.NAME]")
    return [Variant(name, override(base, _flat(table), name)) for name, table in tables.items()]


def _flat(table: Any) -> dict[str, Any]:
    if not isinstance(table, dict):
        return {str(table): None}
    flat = {}
    for section, values in table.items():
        if isinstance(values, dict):
            flat |= {f"{section}.{key}": value for key, value in values.items()}
        else:
            flat[section] = values
    return flat


def typed(words: list[str], base: Params) -> Variant:
    """A variant from the command line: NAME KEY=VALUE ...

    Raises:
        ProjectError: a word is no KEY=VALUE, or the variant is invalid.
    """
    name, *settings = words
    if not settings:
        raise ProjectError(f'variant "{name}": give at least one KEY=VALUE')
    changes = {}
    for setting in settings:
        key, separator, text = setting.partition("=")
        if not separator:
            raise ProjectError(f'variant "{name}": {setting}: not KEY=VALUE')
        changes[key] = _value(text)
    return Variant(name, override(base, changes, name))


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        # A word without quotes, as one types it.
        return text


def distinct(variants: Iterable[Variant]) -> list[Variant]:
    """The variants, if no two have one name.

    Raises:
        ProjectError: two have.
    """
    found: dict[str, Variant] = {}
    for variant in variants:
        if variant.name in found:
            raise ProjectError(f'two variants are called "{variant.name}"')
        found[variant.name] = variant
    return list(found.values())
