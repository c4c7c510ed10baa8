"""params.toml, checked."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..problem.model import ModelParams
from . import batches
from .errors import ProjectError
from .paths import PARAMS, shown


class DataParams(BaseModel):
    """Section [data]: which batches are worked with, and how they are split."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    until: str = ""
    window: int = Field(0, ge=0)
    holdout: int = Field(1, ge=1)

    @field_validator("until")
    @classmethod
    def _names_a_batch(cls, until: str) -> str:
        try:
            return batches.parse(until) if until else ""
        except ProjectError as error:
            raise ValueError(str(error)) from error


class Params(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataParams = DataParams()
    model: ModelParams


def load(path: Path = PARAMS) -> Params:
    """The parameters; raises as `read` does."""
    return read(path, Params)


def read(path: Path, form: type[BaseModel]) -> Any:
    """Read a TOML file and check it; gives an instance of `form`.

    Raises:
        ProjectError: the file is missing or isn't TOML, a key is unknown or missing, or a
            value is out of its range; the message names file, section and key.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ProjectError(f"{shown(path)} is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{shown(path)}: not valid TOML: {error}") from error
    return check(content, form, shown(path))


def check(content: Any, form: type[BaseModel], name: str) -> Any:
    """The content as an instance of `form`.

    Raises:
        ProjectError: as `read`, with `name` in front.
    """
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise ProjectError(f"{name}: {_explain(error, form)}") from error


def _explain(error: ValidationError, form: type[BaseModel]) -> str:
    problems = []
    for problem in error.errors():
        *section, key = [str(part) for part in problem["loc"]]
        place = f"[{'.'.join(section)}] {key}" if section else f"[{key}]"
        match problem["type"]:
            case "extra_forbidden":
                problems.append(f"{place}: unknown key{_did_you_mean(form, section, key)}")
            case "missing":
                problems.append(f"{place}: missing")
            case _:
                reason = problem["msg"].removeprefix("Value error, ")
                problems.append(f"{place} = {problem['input']!r}: {reason}")
    return "; ".join(problems)


def _did_you_mean(form: type[BaseModel], section: list[str], key: str) -> str:
    for name in section:
        annotation = form.model_fields[name].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return ""
        form = annotation
    near = get_close_matches(key, list(form.model_fields), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
