"""An upgrade that can't be made says why in one line, and changes nothing."""

import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.engines import commit_all, git, tree, with_cookiecutter, with_copier
from tests.upgrade.projects import copied
from tests.upgrade.upgrading import program, upgrade

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(levels, tmp_path) -> Path:
    return copied(levels[1], tmp_path / "project")


def refused(project: Path, *arguments: str) -> str:
    """The one line that a refused upgrade prints."""
    return refusal(project, program, *arguments)


def refused_by_task(project: Path, *arguments: str, **environment: str) -> str:
    """The same, from the task: it speaks first, of what it needs to fetch the program."""
    return refusal(project, partial(upgrade, **environment), *arguments)


def refusal(project: Path, run: Run, *arguments: str) -> str:
    before = tree(project)
    result = run(project, *arguments)
    assert result.returncode == 1
    assert tree(project) == before
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_changed_files_are_named(project):
    (project / "params.toml").write_text("", encoding="utf-8")
    (project / "new file.txt").write_text("", encoding="utf-8")
    line = refused_by_task(project, "--level", "2")
    assert "not committed: params.toml, new file.txt;" in line


def test_of_many_changed_files_some_are_named(project):
    for number in range(9):
        (project / f"{number}.txt").write_text("", encoding="utf-8")
    assert "4.txt and 4 more;" in refused(project, "--level", "2")


def test_a_folder_outside_git_is_told_to_begin(project, monkeypatch):
    shutil.rmtree(project / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert "`git init`" in refused(project, "--level", "2")


def test_a_repository_without_a_commit_is_told_to_commit(project):
    shutil.rmtree(project / ".git")
    git(project, "init")
    assert "nothing is committed yet" in refused(project, "--level", "2")


def test_a_lower_level_is_refused(project):
    assert "is at level 1 and can't go down to 0" in refused(project, "--level", "0")


@pytest.mark.parametrize("level", ["3", "-1", "two", "1.5", ""])
def test_an_unknown_level_is_named_with_those_there_are(project, level):
    assert f"no level {level}: levels are 0, 1, 2" in refused(project, f"--level={level}")


def test_a_project_that_is_not_linked_is_told_where_to_read_how(template, tmp_path):
    project = with_cookiecutter(template, tmp_path, 0, {}, hooks=False)
    commit_all(project)
    line = refused_by_task(project, "--level", "1")
    assert "docs/climbing.md" in line
    assert "_src_path" in (project / "docs" / "climbing.md").read_text(encoding="utf-8")


def test_a_template_named_from_another_folder_is_refused(template, tmp_path, monkeypatch):
    shutil.copytree(template, tmp_path / "template")
    monkeypatch.chdir(tmp_path)
    project = with_copier(Path("template"), tmp_path / "project", 0, {})
    commit_all(project)
    line = refused_by_task(project)
    assert "no template at template (" in line
    assert "write its address or its whole path" in line


def test_a_missing_answers_file_is_refused(project):
    (project / ".copier-answers.yml").unlink()
    commit_all(project)
    line = refused_by_task(project, "--level", "2")
    assert ".copier-answers.yml doesn't name the template" in line


def test_a_machine_without_git_is_told_what_for(project, tmp_path):
    line = refused_by_task(project, "--level", "2", PATH=str(tmp_path / "none"))
    assert "git is not installed" in line


def test_a_template_that_is_gone_leaves_the_project_as_it_was(project, tmp_path):
    answers = project / ".copier-answers.yml"
    text = answers.read_text(encoding="utf-8")
    source = next(line for line in text.splitlines() if line.startswith("_src_path"))
    gone = f"_src_path: '{tmp_path / 'gone'}'"
    answers.write_text(text.replace(source, gone), encoding="utf-8")
    commit_all(project)
    line = refused_by_task(project, "--level", "2")
    assert f"no template at {tmp_path / 'gone'} (" in line
    assert "_src_path in .copier-answers.yml is" in line
