"""The oldest and the newest copier that a project may be climbed with do the same."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, run, tree
from tests.pythons import clean_environment, supported, uv
from tests.upgrade.edits import EDITS
from tests.upgrade.edits.edit import replace
from tests.upgrade.projects import copied, differing, edited, expected, marked, together, unresolved

REQUIREMENTS = Path(__file__).parents[2] / "climbing" / "requirements.txt"
COPIERS = ["copier==9.7.0", REQUIREMENTS.read_text(encoding="utf-8").strip()]
QUIET = together(edit for edit in EDITS.values() if not edit.meets)


def climb(copier: str, project: Path, level: int, status: int = 0) -> None:
    """The project's own task, in an environment that has this copier."""
    command = [uv(), "run", "--isolated", "--no-project", "--with", copier, "python"]
    options = ["tools/upgrade.py", "--defaults", "--level", str(level)]
    environment = clean_environment(next(iter(supported().values())))
    done = subprocess.run([*command, *options], cwd=project, env=environment)
    assert done.returncode == status


@pytest.mark.slow
@pytest.mark.parametrize("copier", COPIERS)
def test_edits_outlive_both_levels(levels, tmp_path, copier):
    project = edited(levels[0], tmp_path / "project", QUIET)
    for level in (1, 2):
        climb(copier, project, level)
        assert unresolved(project) == marked(project) == set()
        commit_all(project)
    assert differing(tree(project), expected(levels, 0, 2, QUIET)) == []


@pytest.mark.slow
@pytest.mark.parametrize("copier", COPIERS)
def test_where_an_edit_meets_a_level_both_sides_are_shown(levels, tmp_path, copier):
    project = edited(levels[0], tmp_path / "project", [EDITS["replace_the_readme"]])
    climb(copier, project, 1, status=1)
    assert unresolved(project) == marked(project) == {"README.md"}
    assert "See the wiki." in (project / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("copier", COPIERS)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("level=0", "the project is at level 1, and levels only add"),
        ("package_name=demand", "rename the folder in src/ and the answer first"),
    ],
)
def test_copier_itself_refuses_what_would_tear_a_project_apart(
    levels, tmp_path, copier, given, said
):
    project = copied(levels[1], tmp_path / "project")
    before = tree(project)
    command = [uv(), "tool", "run", "--isolated", "--from", copier, "copier", "update"]
    environment = clean_environment(next(iter(supported().values())))
    options = ["--defaults", "--data", given]
    done = subprocess.run(
        [*command, *options], cwd=project, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode != 0
    assert said in done.stderr
    assert tree(project) == before


@pytest.mark.slow
def test_copier_itself_refuses_a_project_of_before_0_2(levels, tmp_path):
    project = copied(levels[1], tmp_path / "project")
    replace(project / ".copier-answers.yml", "layout: 2\n", "")
    commit_all(project)
    before = tree(project)
    done = run("copier", "update", "--defaults", "--data", "level=2", cwd=project)
    assert done.returncode != 0
    assert "docs/from-0.1.md" in done.stderr
    assert tree(project) == before
