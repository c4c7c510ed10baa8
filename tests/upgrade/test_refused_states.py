"""Projects in a state that no climb may begin from: refused in one line, nothing changed."""

import subprocess
from pathlib import Path

import pytest

from climbing.errors import ClimbError
from tests.engines import commit_all, git, tree
from tests.upgrade.edits.edit import replace
from tests.upgrade.edits.edit import write as make
from tests.upgrade.projects import climb, copied

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
OWN = "# my own\n"


@pytest.fixture
def project(levels, tmp_path) -> Path:
    return copied(levels[0], tmp_path / "project")


def refused(project: Path, level: int = 1) -> str:
    """Why a climb is refused; it changed nothing."""
    before = tree(project)
    with pytest.raises(ClimbError) as raised:
        climb(project, level)
    assert tree(project) == before
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_package_name_without_its_folder_is_refused(project):
    replace(project / ".copier-answers.yml", 'package_name: "bike_rides"', 'package_name: "demand"')
    commit_all(project)
    assert "no folder src/demand" in refused(project)


def test_a_level_set_by_hand_is_refused(project):
    replace(project / ".copier-answers.yml", "level: 0", "level: 1")
    commit_all(project)
    assert "level is 1, and no file of that level is there" in refused(project, 2)


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick"])
def test_in_the_middle_of_a_merge_or_rebase_it_is_refused(project, command):
    start = git(project, "branch", "--show-current").strip()
    for branch, text in (("one", "1\n"), ("two", "2\n")):
        git(project, "checkout", "-q", "-B", branch, start)
        make(project / "own.txt", text)
        commit_all(project)
    subprocess.run(["git", "-C", str(project), command, "one"], capture_output=True)
    assert "is going on: finish or abort it first" in refused(project)


def test_a_project_of_before_0_2_is_sent_to_the_page(project):
    replace(project / ".copier-answers.yml", "layout: 2\n", "")
    commit_all(project)
    line = refused(project)
    assert "docs/from-0.1.md" in line
    assert (Path(__file__).parents[2] / "docs" / "from-0.1.md").is_file()


def file_for_a_folder(project: Path) -> str:
    make(project / "deploy", OWN)
    return "deploy (a file, not a folder)"


def link_for_a_folder(project: Path) -> str:
    (project.parent / "elsewhere").mkdir()
    (project / "docs").rename(project.parent / "elsewhere" / "docs")
    (project / "docs").symlink_to(project.parent / "elsewhere" / "docs")
    return "docs (a link)"


def link_for_a_file(project: Path) -> str:
    make(project.parent / "shared.toml", OWN)
    (project / "targets.toml").symlink_to(project.parent / "shared.toml")
    return "targets.toml (a link)"


def folder_for_a_file(project: Path) -> str:
    make(project / "conftest.py" / "notes.txt", OWN)
    return "conftest.py (not a file)"


@pytest.mark.parametrize(
    "place", [file_for_a_folder, link_for_a_folder, link_for_a_file, folder_for_a_file]
)
def test_what_leaves_no_place_for_a_file_is_named(project, place):
    named = place(project)
    commit_all(project)
    assert named in refused(project, 2)


def test_the_lock_that_uv_has_just_written_is_no_reason_to_refuse(project, levels):
    make(project / "uv.lock", "version = 1\n")
    climb(project, 1)
    assert tree(project).keys() == tree(levels[1]).keys() | {"uv.lock"}


def test_an_unknown_version_is_one_line(project):
    replace(project / ".copier-answers.yml", '_commit: "v0.1.0"', '_commit: "v9.9.9"')
    commit_all(project)
    assert "the template has no version v9.9.9" in refused(project)
