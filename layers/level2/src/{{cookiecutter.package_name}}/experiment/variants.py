"""Variants of the pipeline: its parameters with some of them overridden."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from ..core import params
from ..core.errors import ProjectError
from ..core.params import Params
from ..core.paths import shown
from .search import Search


@dataclass(frozen=True)
class Variant:
    """A name for people, and the parameters that go by it."""

    name: str
    params: Params


class Experiment(BaseModel):
    """An experiment's file: variants by name, or ranges to search for one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variants: dict[str, dict[str, Any]] = {}
    search: Search | None = None


def override(base: Params, changes: Mapping[str, Any], name: str) -> Params:
    """The parameters with some values replaced: section -> key -> value.

    Raises:
        ProjectError: a key doesn't exist, or a value is out of its range.
    """
    content = base.model_dump()
    for section, values in changes.items():
        # What is no table isn't a section either, and is refused below.
        is_section = isinstance(values, dict)
        content[section] = {**content.get(section, {}), **values} if is_section else values
    changed = params.check(content, Params, f'variant "{name}"')
    if changed.data.until != base.data.until:
        raise ProjectError(
            f'variant "{name}": [data] until: the backtest moves it from batch to batch'
        )
    return changed


def from_file(path: Path, base: Params) -> tuple[list[Variant], Search | None]:
    """The variants of an experiment's file, or what it searches.

    Raises:
        ProjectError: the file is missing or isn't TOML, has neither or both, or one is invalid.
    """
    content = params.read(path, Experiment)
    if bool(content.variants) == bool(content.search):
        raise ProjectError(f"{shown(path)}: either variants, as [variants.NAME], or a [search]")
    found = content.variants.items()
    return [Variant(name, override(base, table, name)) for name, table in found], content.search


def settings(text: str) -> dict[str, Any]:
    """Settings in one line, such as: data.window = 6, model.loss = "poisson".

    Raises:
        ProjectError: it isn't TOML.
    """
    try:
        return tomllib.loads("it = {" + text + "}")["it"]
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f'variant "{text}": not like data.window = 6 ({error})') from error


def typed(text: str, base: Params) -> Variant:
    """A variant from one line, which is its name as well; raises as `settings`, `override`."""
    return Variant(text, override(base, settings(text), text))
