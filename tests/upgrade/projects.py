"""Projects that somebody worked in: made, edited, committed, climbed, and what should come out."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from hypothesis import Phase, settings

from climbing.climb import prepare
from climbing.origin import read_origin
from climbing.writing import write
from tests.engines import Tree, commit_all, git, tree
from tests.upgrade.edits import Edit

# By level: a project as generated, committed, never touched.
Levels = dict[int, Path]
# What edits made of a project, by both: made once for all tests of a process.
EDITED: dict[tuple[Path, tuple[str, ...]], Tree] = {}


def copied(project: Path, target: Path) -> Path:
    """A copy to work in: much cheaper than generating another."""
    shutil.copytree(project, target)
    return target


def edited(project: Path, target: Path, edits: Iterable[Edit]) -> Path:
    """A copy with the edits made and committed."""
    copied(project, target)
    for edit in edits:
        edit.make(target)
    commit_all(target)
    return target


def edited_tree(project: Path, edits: Iterable[Edit]) -> Tree:
    """What such a copy holds."""
    edits = list(edits)
    key = project, tuple(edit.name for edit in edits)
    if key not in EDITED:
        # Beside the project, for pytest to delete with it.
        copy = copied(project, project.with_name(f"edited-{len(EDITED)}"))
        for edit in edits:
            edit.make(copy)
        EDITED[key] = tree(copy)
    return EDITED[key]


def climb(project: Path, level: int) -> None:
    """As the project's task does, but in this process and from the template itself."""
    origin = read_origin(project)
    made = prepare(project, Path(origin.address), str(level))
    write(project, made.changes)


def unresolved(project: Path) -> set[str]:
    """Files in which git sees two sides."""
    return set(git(project, "diff", "--name-only", "--diff-filter=U").splitlines())


def marked(project: Path) -> set[str]:
    """Files that hold the signs of a conflict, in their text or beside them."""
    signs = (b"<<<<<<< ", b">>>>>>> ")
    return {
        path
        for path, (_, content) in tree(project).items()
        if path.endswith(".rej") or any(content.count(b"\n" + sign) for sign in signs)
    }


def expected(levels: Levels, start: int, level: int, edits: Iterable[Edit]) -> Tree:
    """The tree that an upgrade from `start` should give: what level and edits made, both.

    A file that the level brings or changes must be as if the edit had been made at that level;
    any other must be as the edit left it.
    """
    edits = list(edits)
    before, after = tree(levels[start]), tree(levels[level])
    below, above = edited_tree(levels[start], edits), edited_tree(levels[level], edits)
    wanted = {}
    for path in below.keys() | above.keys():
        changed_by_level = path in before and after.get(path) != before[path]
        made_by_level = path not in before and path not in below
        side = above if changed_by_level or made_by_level else below
        if path in side:
            wanted[path] = side[path]
    return wanted


def lines_added(before: Tree, after: Tree, path: str) -> set[bytes]:
    old = before[path][1].splitlines() if path in before else []
    return set(after[path][1].splitlines()) - set(old)


def differing(first: Tree, second: Tree) -> list[str]:
    return sorted(
        path for path in first.keys() | second.keys() if first.get(path) != second.get(path)
    )


def together(edits: Iterable[Edit]) -> list[Edit]:
    """Those of the edits that one project can have: each goes with all before it."""
    chosen: list[Edit] = []
    for edit in edits:
        rivals = {name for other in chosen for name in (other.name, *other.apart)}
        if edit.name not in rivals and not {other.name for other in chosen} & set(edit.apart):
            chosen.append(edit)
    return chosen


def few_examples(share: int) -> settings:
    """The usual number of examples, divided: each takes seconds, and making one smaller too."""
    return settings(
        max_examples=settings().max_examples // share, phases=[Phase.reuse, Phase.generate]
    )
