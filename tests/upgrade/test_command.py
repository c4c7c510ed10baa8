"""The project's own task: what it does, asks and says at the end."""

import shutil
from pathlib import Path

import pytest

from tests.engines import commit_all, git, tree
from tests.upgrade.edits import EDITS
from tests.upgrade.edits.edit import append
from tests.upgrade.projects import copied, edited
from tests.upgrade.upgrading import program, upgrade


@pytest.fixture
def project(levels, tmp_path) -> Path:
    return copied(levels[0], tmp_path / "project")


def test_it_climbs_and_says_what_it_did_and_what_is_next(project, levels):
    result = upgrade(project, "--level", "1")
    assert result.returncode == 0, result.stderr
    assert tree(project) == tree(levels[1])
    new = len(tree(levels[1]).keys() - tree(levels[0]).keys())
    assert "from level 0, v0.1.0 of " in result.stdout
    assert f"level 1: {new} new files, " in result.stdout
    assert "next   read docs/level1.md" in result.stdout
    assert (project / "docs" / "level1.md").is_file()


def test_without_a_level_and_a_newer_version_it_says_so_and_does_nothing(project, levels):
    result = program(project)
    assert result.returncode == 0, result.stderr
    assert "level 0, v0.1.0: there is nothing newer at " in result.stdout
    assert tree(project) == tree(levels[0])


def test_what_only_the_new_level_asks_gets_its_default(project):
    program(project, "--level", "2")
    answers = (project / ".copier-answers.yml").read_text(encoding="utf-8")
    assert 'github_owner: "your-org"' in answers
    assert 'retraining_schedule: "17 6 1 * *"' in answers


def test_files_with_two_sides_are_named_and_it_ends_with_1(levels, tmp_path):
    project = edited(levels[0], tmp_path / "project", [EDITS["replace_the_readme"]])
    result = program(project, "--level", "1")
    assert result.returncode == 1
    assert "resolve  README.md: you and the template changed the same lines" in result.stdout
    assert "files are left to resolve" in result.stderr


def test_whatever_it_did_can_be_undone_as_the_page_says(levels, tmp_path):
    project = edited(levels[0], tmp_path / "project", [EDITS["replace_the_readme"]])
    before = tree(project)
    program(project, "--level", "2")
    assert tree(project) != before
    page = (project / "docs" / "climbing.md").read_text(encoding="utf-8")
    for command in (["reset", "--hard"], ["clean", "-d", "--force"]):
        assert " ".join(["git", *command]) in page
        git(project, *command)
    assert tree(project) == before


def test_a_table_that_both_added_is_named(project):
    append(project / "pyproject.toml", '\n[tool.poe.tasks.serve]\ncmd = "python serve.py"\n')
    commit_all(project)
    result = program(project, "--level", "1")
    assert result.returncode == 1
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("resolve")]
    assert "pyproject.toml" in line
    assert "serve" in line


def test_new_files_that_the_users_ignore_rules_hide_are_named(project):
    with (project / ".git" / "info" / "exclude").open("a", encoding="utf-8") as file:
        file.write("*.png\nstate/\n")
    result = program(project, "--level", "1")
    assert result.returncode == 0, result.stderr
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("hidden")]
    assert "docs/pictures/monitoring.png" in line
    assert "`git add --force` adds them" in line


def test_inside_a_larger_repository_it_says_where_github_reads_workflows(levels, tmp_path):
    project = copied(levels[0], tmp_path / "company" / "bikes")
    shutil.rmtree(project / ".git")
    commit_all(tmp_path / "company")
    result = program(project, "--level", "2")
    assert result.returncode == 0, result.stderr
    assert "move     bikes/.github: GitHub reads it at the top" in result.stdout


def test_a_project_inside_a_larger_repository_climbs_alone(levels, tmp_path):
    project = copied(levels[0], tmp_path / "company" / "forecasts" / "bikes")
    shutil.rmtree(project / ".git")
    (tmp_path / "company" / "README.md").write_text("# Company\n", encoding="utf-8")
    append(project / "params.toml", "# Agreed in March.\n")
    commit_all(tmp_path / "company")
    wanted = tree(levels[1])
    mode, content = wanted["params.toml"]
    wanted["params.toml"] = (mode, content + b"# Agreed in March.\n")
    result = program(project, "--level", "1")
    assert result.returncode == 0, result.stderr
    assert tree(project) == wanted
    changed = git(tmp_path / "company", "status", "--porcelain").splitlines()
    assert all("forecasts/bikes/" in line for line in changed)


def test_a_renamed_package_gets_the_new_level_under_its_new_name(levels, tmp_path):
    project = edited(levels[0], tmp_path / "project", [EDITS["rename_the_package"]])
    result = program(project, "--level", "1")
    assert result.returncode == 0, result.stderr
    assert (project / "src" / "demand" / "operations.py").is_file()
    assert not (project / "src" / "bike_rides").exists()
