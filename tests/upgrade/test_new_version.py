"""A newer version of the template, at the same level, around what people did."""

import shutil
from pathlib import Path

import pytest

from tests.engines import commit_all, git, tree
from tests.upgrade.edits.edit import append, replace
from tests.upgrade.projects import climb, copied, marked, unresolved
from tests.upgrade.upgrading import program

FOLDER = Path("templates", "level1", "{{cookiecutter.__folder}}")
PACKAGE = FOLDER / "src" / "{{cookiecutter.package_name}}"
CHANGED, ADDED = Path("README.md"), Path("src/bike_rides/core/clock.py")
OLD_NAME, NEW_NAME = (
    Path("src/bike_rides/core/scores.py"),
    Path("src/bike_rides/core/comparison.py"),
)
REMOVED = Path("src/bike_rides/steps/verify.py")


@pytest.fixture(scope="module")
def newer(template, tmp_path_factory) -> Path:
    """The template with a second tag: a shared file changed, others added, renamed, removed."""
    copy = tmp_path_factory.mktemp("newer") / "template"
    shutil.copytree(template, copy)
    replace(copy / FOLDER / "README.md", "## Where things are\n", "## Which file is where\n")
    (copy / PACKAGE / "core" / "clock.py").write_text("HOURS = 24\n", encoding="utf-8")
    (copy / PACKAGE / "core" / "scores.py").rename(copy / PACKAGE / "core" / "comparison.py")
    (copy / PACKAGE / "steps" / "verify.py").unlink()
    commit_all(copy)
    git(copy, "tag", "v0.2.0")
    return copy


@pytest.fixture
def project(levels, newer, tmp_path) -> Path:
    """A Level 1 project made from the first tag."""
    path = copied(levels[1], tmp_path / "project")
    answers = path / ".copier-answers.yml"
    lines = answers.read_text(encoding="utf-8").splitlines(keepends=True)
    source = f"_src_path: '{newer}'\n"
    text = "".join(source if line.startswith("_src_path") else line for line in lines)
    answers.write_text(text, encoding="utf-8")
    commit_all(path)
    return path


def test_it_brings_what_changed_was_added_renamed_and_removed(project):
    before = tree(project)
    climb(project, 1)
    after = tree(project)
    assert "## Which file is where" in (project / CHANGED).read_text(encoding="utf-8")
    assert '_commit: "v0.2.0"' in (project / ".copier-answers.yml").read_text(encoding="utf-8")
    assert after.keys() - before.keys() == {ADDED.as_posix(), NEW_NAME.as_posix()}
    assert before.keys() - after.keys() == {REMOVED.as_posix(), OLD_NAME.as_posix()}


def test_edits_beside_what_changed_stay(project):
    append(project / CHANGED, "\n## Who to ask\n\nThe third floor.\n")
    append(project / "params.toml", "# Agreed in March.\n")
    commit_all(project)
    climb(project, 1)
    assert unresolved(project) == marked(project) == set()
    text = (project / CHANGED).read_text(encoding="utf-8")
    assert "## Which file is where" in text
    assert text.endswith("The third floor.\n")
    assert (project / "params.toml").read_text(encoding="utf-8").endswith("# Agreed in March.\n")


def test_an_edit_of_the_line_that_changed_is_shown_beside_it(project):
    replace(project / CHANGED, "## Where things are\n", "## Map\n")
    commit_all(project)
    climb(project, 1)
    assert unresolved(project) == marked(project) == {"README.md"}
    lines = (project / CHANGED).read_text(encoding="utf-8").splitlines()
    assert {"## Map", "## Which file is where"} <= set(lines)


def test_what_was_deleted_stays_deleted_though_the_template_changed_it(project):
    (project / CHANGED).unlink()
    (project / "notebooks" / "explore.ipynb").unlink()
    commit_all(project)
    climb(project, 1)
    assert not (project / CHANGED).exists()
    assert not (project / "notebooks" / "explore.ipynb").exists()


def test_what_was_renamed_is_not_brought_back_under_its_old_name(project):
    (project / OLD_NAME).rename(project / OLD_NAME.with_name("contract.py"))
    (project / CHANGED).rename(project / "START.md")
    commit_all(project)
    climb(project, 1)
    found = tree(project)
    assert OLD_NAME.as_posix() not in found
    assert "README.md" not in found
    assert "src/bike_rides/core/contract.py" in found
    assert "## Where things are" in (project / "START.md").read_text(encoding="utf-8")


def test_what_is_gone_is_named(project):
    result = program(project)
    assert result.returncode == 0, result.stderr
    for path in (REMOVED, OLD_NAME):
        assert f"removed  {path.as_posix()}: no longer in the template" in result.stdout


def test_what_was_edited_and_is_gone_is_kept_and_named(project):
    edit = "\n\nINDENT = 4\n"
    append(project / OLD_NAME, edit)
    commit_all(project)
    result = program(project)
    assert result.returncode == 0, result.stderr
    assert f"kept     {OLD_NAME.as_posix()}: you edited it" in result.stdout
    assert (project / OLD_NAME).read_text(encoding="utf-8").endswith(edit)
    assert (project / NEW_NAME).exists()
    assert not (project / REMOVED).exists()


def test_a_second_update_finds_nothing_to_do(project):
    climb(project, 1)
    commit_all(project)
    result = program(project)
    assert result.returncode == 0, result.stderr
    assert "level 1, v0.2.0: there is nothing newer at " in result.stdout
    assert git(project, "status", "--porcelain") == ""
