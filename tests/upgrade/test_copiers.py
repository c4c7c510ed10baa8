"""The oldest and the newest copier that a project may be climbed with do the same."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, tree
from tests.pythons import clean_environment, supported, uv
from tests.upgrade.edits import EDITS
from tests.upgrade.projects import differing, edited, expected, marked, together, unresolved

COPIERS = ["copier==9.7.0", "copier>=9.7,<10"]
QUIET = together(edit for edit in EDITS.values() if not edit.meets)


def climb(copier: str, project: Path, level: int) -> None:
    """As docs/climbing.md says for a machine without the project's environment."""
    command = [uv(), "tool", "run", "--isolated", "--from", copier, "copier", "update"]
    options = ["--quiet", "--skip-answered", "--defaults", "--data", f"level={level}"]
    environment = clean_environment(next(iter(supported().values())))
    subprocess.run([*command, *options], cwd=project, env=environment, check=True)


@pytest.mark.slow
@pytest.mark.parametrize("copier", COPIERS)
def test_edits_outlive_both_levels(levels, tmp_path, copier):
    project = edited(levels[0], tmp_path / "project", QUIET)
    for level in (1, 2):
        climb(copier, project, level)
        assert unresolved(project) == marked(project) == set()
        commit_all(project)
    assert differing(tree(project), expected(levels, 0, 2, QUIET, tmp_path)) == []


@pytest.mark.slow
@pytest.mark.parametrize("copier", COPIERS)
def test_where_an_edit_meets_a_level_both_sides_are_shown(levels, tmp_path, copier):
    project = edited(levels[0], tmp_path / "project", [EDITS["replace_the_readme"]])
    climb(copier, project, 1)
    assert unresolved(project) == marked(project) == {"README.md"}
    assert "See the wiki." in (project / "README.md").read_text(encoding="utf-8")
