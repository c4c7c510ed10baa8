"""params.toml, checked."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from ..problem.model import ModelParams
from .errors import ProjectError
from .paths import PARAMS, shown

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
Month = Annotated[str, StringConstraints(pattern=MONTH)]


class DataParams(BaseModel):
    """Section [data]: which months are worked with, and how they are split."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    until: Month
    window_months: int = Field(0, ge=0)
    holdout_months: int = Field(1, ge=1)


class Params(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataParams
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
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise ProjectError(f"{shown(path)}: {_explain(error, form)}") from error


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
            case "string_pattern_mismatch" if problem["ctx"]["pattern"] == MONTH:
                problems.append(f'{place} = {problem["input"]!r}: not a month like "2011-06"')
            case _:
                problems.append(f"{place} = {problem['input']!r}: {problem['msg']}")
    return "; ".join(problems)


def _did_you_mean(form: type[BaseModel], section: list[str], key: str) -> str:
    for name in section:
        annotation = form.model_fields[name].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return ""
        form = annotation
    near = get_close_matches(key, list(form.model_fields), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def month(text: str) -> str:
    """The text, if it is a month.

    Raises:
        ProjectError: it isn't.
    """
    try:
        return TypeAdapter(Month).validate_python(text)
    except ValidationError as error:
        raise ProjectError(f'"{text}" is not a month like "2011-06"') from error
