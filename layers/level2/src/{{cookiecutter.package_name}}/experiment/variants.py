"""Variants of the pipeline: its parameters with some of them overridden."""

import json
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ..core import params
from ..core.errors import ProjectError
from ..core.params import Params

# [low, high], or else a list of choices.
Range = Annotated[list[Any], Field(min_length=1)]


class Experiment(BaseModel):
    """An experiment's file: variants by name, and ranges to search for one more.

    tries, unseen: of a search; how many variants are tried, and how many of the newest batches
        are kept apart, to say what the chosen one is worth.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    variants: dict[str, dict[str, Any]] = {}
    ranges: dict[str, dict[str, Range]] = {}
    tries: int = Field(20, ge=1)
    unseen: int = Field(6, ge=1)

    def split(self, forecast: list[str]) -> tuple[list[str], list[str]]:
        """Batches to choose by, and those that are kept unseen.

        Raises:
            ProjectError: there are too few.
        """
        if self.unseen >= len(forecast):
            raise ProjectError(f"unseen = {self.unseen}: too many of {len(forecast)} to forecast")
        return forecast[: -self.unseen], forecast[-self.unseen :]


def flat(sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Tables in tables by "section.key"."""
    return {
        f"{name}.{key}": value for name, keys in sections.items() for key, value in keys.items()
    }


def override(base: Params, changes: Mapping[str, Any], name: str) -> Params:
    """The parameters with some values replaced: section -> key -> value.

    Raises:
        ProjectError: a key doesn't exist, or a value is out of its range.
    """
    content = base.model_dump()
    for section, values in changes.items():
        # What is no table isn't a section either, and is refused below.
        is_section = isinstance(values, dict)
        content[section] = content.get(section, {}) | values if is_section else values
    changed = params.check(content, Params, f'variant "{name}"')
    if changed.data.until != base.data.until:
        raise ProjectError(f'variant "{name}": [data] until: the backtest moves it by itself')
    return changed


def settings(text: str) -> dict[str, Any]:
    """Changes in one line, such as: data.window = 6, model.loss = "poisson".

    Raises:
        ProjectError: it isn't TOML.
    """
    try:
        return tomllib.loads("it = {" + text + "}")["it"]
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f'variant "{text}": not like data.window = 6 ({error})') from error


def typed(text: str, base: Params) -> Params:
    """The parameters with the changes of one line; raises as `settings` and `override`."""
    return override(base, settings(text), text)


def lines(text: str) -> str:
    """The changes of one line, as lines for params.toml."""
    return "\n".join(
        f"[{section}]\n" + "\n".join(f"{key} = {json.dumps(keys[key])}" for key in keys)
        for section, keys in settings(text).items()
    )
