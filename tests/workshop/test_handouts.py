"""The handouts: every command in them exists, and each is one page that needs nothing else."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.engines import with_copier

HANDOUTS = Path(__file__).resolve().parents[2] / "workshop" / "handouts"


def text(level: int) -> str:
    return (HANDOUTS / f"level{level}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("level", [0, 1, 2])
def test_every_command_is_one_of_the_project_s(template: Path, tmp_path: Path, level: int) -> None:
    project = with_copier(template, tmp_path / "project", level, {})
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    named = set(re.findall(r"\bpoe ([a-z][a-z-]*)", text(level)))
    # The kits' own.
    assert named - settings["tool"]["poe"]["tasks"].keys() - {"grade"} == set()
    assert len(named) >= 8


@pytest.mark.parametrize("level", [0, 1, 2])
def test_it_is_whole_by_itself(level: int) -> None:
    assert not re.search(r"\b(?:src|href)=|@import|url\((?!#)", text(level))
    assert "size: A4" in text(level)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_it_sums_up_all_three_levels(level: int) -> None:
    for word in ("Main focus", "Workflow", "Deployment", "Monitoring"):
        assert word in text(level)
