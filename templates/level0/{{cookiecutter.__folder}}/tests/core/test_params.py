"""params.toml: what is refused, and how the message names the key."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.errors import ProjectError


class Form(BaseModel, extra="forbid"):
    data: params.DataParams


def test_the_project_s_own_parameters_are_valid() -> None:
    assert params.load().data.holdout >= 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[data]\nwindows = 1", "[data] windows: unknown key (did you mean window?)"),
        ("[extra]\na = 1\n[data]", "[extra]: unknown key"),
        ("", "[data]: missing"),
        ("[data]\nholdout = 0", "[data] holdout = 0: Input should be greater than"),
        ('[data]\nuntil = "2011 13"', "[data] until = '2011 13': \"2011 13\" is not a"),
        ("[data", "not valid TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "params.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError) as refused:
        params.read(path, Form)
    assert message in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"nowhere\.toml is missing"):
        params.load(tmp_path / "nowhere.toml")
