"""What people do to a project outlives every climb: each edit on each way up."""

import tomllib
from pathlib import Path

import pytest

from tests.engines import commit_all, tree
from tests.upgrade.edits import EDITS, LATER_EDITS, Edit
from tests.upgrade.projects import (
    Levels,
    climb,
    differing,
    edited,
    edited_tree,
    expected,
    lines_added,
    marked,
    together,
    unresolved,
)

QUIET = {name: edit for name, edit in EDITS.items() if not edit.meets}
MEETING = {name: edit for name, edit in EDITS.items() if edit.meets}


def groups() -> list[list[Edit]]:
    """All quiet edits, in as few projects as can have them."""
    left, found = list(QUIET.values()), []
    while left:
        found.append(together(left))
        left = [edit for edit in left if edit not in found[-1]]
    return found


def names(edits: list[Edit]) -> str:
    return f"{len(edits)} edits, {edits[0].name} and so on"


def each(edits: dict[str, Edit]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("edit", edits.values(), ids=edits)


def check(project: Path, levels: Levels, way: tuple[int, int], edits: list[Edit]) -> None:
    """The project is as it should be after climbing `way`; where two sides meet, both are there."""
    start, level = way
    wanted = expected(levels, start, level, edits)
    meeting = {path for edit in edits for path in edit.meeting(start, level)}
    assert unresolved(project) == marked(project) == meeting
    found = tree(project)
    assert set(differing(found, wanted)) <= meeting
    if "pyproject.toml" not in meeting:
        tomllib.loads(found["pyproject.toml"][1].decode("utf-8"))
    for path in meeting:
        lines = set(found[path][1].splitlines())
        before, mine = tree(levels[start]), edited_tree(levels[start], edits)
        assert lines_added(before, mine, path) <= lines
        assert lines_added(before, tree(levels[level]), path) <= lines


def resolve(project: Path, levels: Levels, level: int, edits: list[Edit]) -> None:
    """What the owner would do: the edit made anew on the file of the level."""
    resolved = edited_tree(levels[level], edits)
    for edit in edits:
        for path in edit.meeting(0, level):
            (project / path).write_bytes(resolved[path][1])


def climb_one_by_one(levels: Levels, edits: list[Edit], folder: Path) -> None:
    # After the first climb the project is Level 1 with the edits, byte for byte: so the second is
    # also the climb of a project that began at Level 1.
    project = edited(levels[0], folder / "project", edits)
    climb(project, 1)
    check(project, levels, (0, 1), edits)
    resolve(project, levels, 1, edits)
    commit_all(project)
    climb(project, 2)
    check(project, levels, (1, 2), edits)


def climb_at_once(levels: Levels, edits: list[Edit], folder: Path) -> None:
    project = edited(levels[0], folder / "project", edits)
    climb(project, 2)
    check(project, levels, (0, 2), edits)


@pytest.mark.parametrize("edits", groups(), ids=names)
def test_edits_made_together_outlive_level_1_and_then_level_2(levels, tmp_path, edits):
    climb_one_by_one(levels, edits, tmp_path)


@pytest.mark.parametrize("edits", groups(), ids=names)
def test_edits_made_together_outlive_both_levels_at_once(levels, tmp_path, edits):
    climb_at_once(levels, edits, tmp_path)


@pytest.mark.exhaustive
@each(QUIET)
def test_it_outlives_level_1_and_then_level_2(levels, tmp_path, edit):
    climb_one_by_one(levels, [edit], tmp_path)


@pytest.mark.exhaustive
@each(QUIET)
def test_it_outlives_both_levels_at_once(levels, tmp_path, edit):
    climb_at_once(levels, [edit], tmp_path)


@each(MEETING)
def test_where_it_meets_a_level_both_sides_are_shown(levels, tmp_path, edit):
    climb_one_by_one(levels, [edit], tmp_path / "one by one")
    climb_at_once(levels, [edit], tmp_path / "at once")


@each(LATER_EDITS)
def test_what_is_done_at_level_1_outlives_level_2(levels, tmp_path, edit):
    project = edited(levels[1], tmp_path / "project", [edit])
    climb(project, 2)
    check(project, levels, (1, 2), [edit])


def test_every_edit_changes_something(levels):
    before = tree(levels[0])
    for name, edit in EDITS.items():
        assert edited_tree(levels[0], [edit]) != before, name
