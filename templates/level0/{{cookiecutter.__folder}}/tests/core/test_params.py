"""params.toml: what is refused, and how the message names the key."""

from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.errors import ProjectError

DATA = """
[data]
until = "2011-06"
window_months = 0
holdout_months = 1

[model]
"""


def refusal(folder: Path, old: str, new: str) -> str:
    assert old in DATA
    path = folder / "params.toml"
    path.write_text(DATA.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProjectError) as refused:
        params.load(path)
    return str(refused.value)


def test_the_project_s_own_parameters_are_valid() -> None:
    assert params.load().data.holdout_months >= 1


def test_an_unknown_key_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    message = refusal(tmp_path, "window_months", "window_month")
    assert "[data] window_month: unknown key (did you mean window_months?)" in message


def test_an_unknown_section_is_named(tmp_path: Path) -> None:
    assert "[extra]: unknown key" in refusal(tmp_path, "[data]", "[extra]\na = 1\n[data]")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "[data] until: missing" in refusal(tmp_path, "until =", "# until =")


def test_a_value_out_of_range_is_named(tmp_path: Path) -> None:
    message = refusal(tmp_path, "holdout_months = 1", "holdout_months = 0")
    assert "[data] holdout_months = 0" in message


@pytest.mark.parametrize("month", ["2011-13", "June 2011", "2011-6"])
def test_a_month_must_look_like_one(tmp_path: Path, month: str) -> None:
    assert "not a month like" in refusal(tmp_path, '"2011-06"', f'"{month}"')


def test_broken_toml_is_named(tmp_path: Path) -> None:
    assert "not valid TOML" in refusal(tmp_path, "[data]", "[data")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"nowhere\.toml is missing"):
        params.load(tmp_path / "nowhere.toml")
