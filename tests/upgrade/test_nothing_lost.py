"""Work that git doesn't see, or sees otherwise, is as safe in a climb as any other."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from climbing.climb import prepare
from climbing.errors import ClimbError
from climbing.origin import read_origin
from climbing.writing import write
from tests.engines import commit_all, git, tree
from tests.upgrade.edits.edit import append, replace
from tests.upgrade.edits.edit import write as make
from tests.upgrade.projects import climb, copied, unresolved

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


def by_gitignore(project: Path, path: str) -> None:
    append(project / ".gitignore", f"/{path}\n")


def by_exclude(project: Path, path: str) -> None:
    append(project / ".git" / "info" / "exclude", f"/{path}\n")


def by_excludes_file(project: Path, path: str) -> None:
    with (project.parent / "excludes").open("a", encoding="utf-8") as file:
        file.write(f"/{path}\n")
    git(project, "config", "core.excludesFile", str(project.parent / "excludes"))


@pytest.mark.parametrize("hide", [by_gitignore, by_exclude, by_excludes_file])
@pytest.mark.parametrize(
    "paths",
    [
        ["operations.toml", "docs/registry.md", "docs/level1.md"],
        ["src/bike_rides/service/app.py", "targets.toml", "dagster_home/dagster.yaml"],
        [".github/workflows/ci.yml"],
    ],
    ids=lambda paths: paths[0],
)
def test_ignored_files_where_the_level_brings_its_own_are_named(
    project, paths, hide: Callable[[Path, str], None]
):
    for path in paths:
        make(project / path, OWN)
        hide(project, path)
    append(project / "params.toml", OWN)
    commit_all(project)
    line = refused(project, 2)
    assert all(path in line for path in paths)


def test_untracked_files_are_seen_whatever_git_was_told_to_show(project):
    git(project, "config", "status.showUntrackedFiles", "no")
    make(project / "operations.toml", OWN)
    assert "operations.toml" in refused(project)


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_git_was_told_to_pass_over_are_named(project, flag):
    git(project, "update-index", flag, "pyproject.toml")
    append(project / "pyproject.toml", "# Of this machine alone.\n")
    assert "pyproject.toml" in refused(project)


@pytest.mark.parametrize(
    "setting",
    [("apply.whitespace", "error"), ("merge.conflictStyle", "diff3"), ("core.pager", "x")],
)
def test_settings_of_git_change_nothing_of_the_merge(project, levels, setting):
    git(project, "config", *setting)
    append(project / "params.toml", "# With a blank at the end. \n")
    replace(project / "pyproject.toml", '"pandas>=2.3"', '"pandas>=2.3.1"')
    commit_all(project)
    climb(project, 1)
    found, new = tree(project), tree(levels[1])
    assert found["params.toml"][1].endswith(b"# With a blank at the end. \n")
    assert found["pyproject.toml"][1] == new["pyproject.toml"][1].replace(b'>=2.3"', b'>=2.3.1"')


def test_a_committed_picture_stays_and_is_named(project):
    picture = "docs/pictures/service.png"
    (project / picture).parent.mkdir()
    (project / picture).write_bytes(PICTURE)
    commit_all(project)
    climb(project, 1)
    assert (project / picture).read_bytes() == PICTURE
    assert unresolved(project) == {picture}
    git(project, "checkout", "--theirs", picture)
    assert (project / picture).read_bytes() != PICTURE


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "shift_jis"])
def test_a_text_in_another_encoding_is_kept_to_the_byte(project, encoding):
    readme = project / "README.md"
    added = "\nGeändert\n" if encoding == "latin-1" else "\n変更\n"
    text = readme.read_text(encoding="utf-8")
    content = (text if encoding == "utf-16" else "").encode(encoding)
    content = content or text.encode() + added.encode(encoding)
    readme.write_bytes(content)
    commit_all(project)
    climb(project, 1)
    if encoding == "utf-16":
        assert readme.read_bytes() == content
        assert unresolved(project) == {"README.md"}
    else:
        assert readme.read_bytes().endswith(added.encode(encoding))


CUT_OFF = """
import os, sys
from pathlib import Path
import climbing.writing as writing
from climbing.climb import prepare
put, done = writing.put, []
def cut_off(path, file):
    if path.parent.name != "climbing.partial":
        done.append(path)
        if len(done) == 20:
            os._exit(9)
    put(path, file)
writing.put = cut_off
project = Path(sys.argv[1])
writing.write(project, prepare(project, Path(sys.argv[2]), "1").changes)
"""


@pytest.fixture(scope="module")
def cut_off(levels, template, tmp_path_factory) -> Path:
    """A project whose climb was killed in the middle of its writing."""
    project = copied(levels[0], tmp_path_factory.mktemp("cut-off") / "project")
    command = [sys.executable, "-c", CUT_OFF, str(project), str(template)]
    assert subprocess.run(command, cwd=Path(__file__).parents[2]).returncode == 9
    return project


def test_after_a_climb_that_was_killed_the_next_names_what_undoes_it(levels, cut_off):
    assert tree(cut_off) != tree(levels[0])
    assert "cut off here: `uv run poe upgrade --undo`" in refused(cut_off)


def test_undoing_keeps_what_was_edited_since(levels, cut_off, tmp_path):
    from climbing.writing import undo

    project = copied(cut_off, tmp_path / "project")
    before, cut = tree(levels[0]), tree(project)
    changed = next(path for path in before if cut[path] != before[path])
    make(project / changed, OWN)
    assert undo(project) == [changed]
    found = tree(project)
    assert found.pop(f"{changed}.before-upgrade") == before[changed]
    assert found.pop(changed)[1].decode() == OWN
    assert found == {path: file for path, file in before.items() if path != changed}
    git(project, "checkout", "--", changed)
    (project / f"{changed}.before-upgrade").unlink()
    climb(project, 1)


def test_a_full_disk_leaves_every_file_as_it_was(project, template, monkeypatch):
    import climbing.writing

    put, left = climbing.writing.put, list(range(30))

    def full(path, file):
        if path.is_relative_to(project / "src") and file:
            if not left:
                raise OSError(28, "No space left on device", str(path))
            left.pop()
        put(path, file)

    monkeypatch.setattr(climbing.writing, "put", full)
    line = refused(project, 2)
    assert "every file is as it was" in line
    assert "No space left" in line
    assert git(project, "status", "--porcelain") == ""


def test_a_file_saved_while_the_level_is_prepared_stops_it(project, template):
    made = prepare(project, Path(read_origin(project).address), "1")
    append(project / "pyproject.toml", "# Saved by an editor.\n")
    before = tree(project)
    with pytest.raises(ClimbError, match=r"pyproject\.toml"):
        write(project, made.changes)
    assert tree(project) == before
