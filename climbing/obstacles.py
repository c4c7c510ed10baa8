"""What stands in the way of a climb: refused by name, before anything is written."""

import os
from pathlib import Path, PurePosixPath

from climbing.errors import ClimbError, some
from climbing.git import kept_by_git, passed_over
from climbing.merging import Change


def check_obstacles(project: Path, changes: list[Change]) -> None:
    """Stop unless git has each file that would change, and each new one has a free place.

    Compared with the disk: what git ignores or was told to pass over is there all the same.

    Raises:
        ClimbError: naming the paths, and what to do.
    """
    written = [change for change in changes if change.writes]
    blocked = sorted({blocker for change in written if (blocker := _blocker(project, change.path))})
    if blocked:
        raise ClimbError(
            f"in the way of what the template brings: {some(blocked)}; move that first"
        )
    known, flagged = kept_by_git(project), passed_over(project)
    hidden = [change.path for change in changes if change.path in flagged]
    if hidden:
        raise ClimbError(
            f"git was told to pass over {some(hidden)}: `git ls-files -v` shows the flags,"
            " `git update-index --no-assume-unchanged --no-skip-worktree` takes them away"
        )
    loose = [change.path for change in written if change.mine and change.path not in known]
    if loose:
        raise ClimbError(
            f"git doesn't have {some(loose)}, where the template brings a file of its own:"
            " move or commit yours (`git add --force` if it is ignored)"
        )


def _blocker(project: Path, path: str) -> str | None:
    """What is at a path, or above it, and leaves no place for a file there."""
    for parent in reversed(PurePosixPath(path).parents[:-1]):
        folder = project / parent
        if _is_link(folder):
            return f"{parent} (a link)"
        if folder.exists() and not folder.is_dir():
            return f"{parent} (a file, not a folder)"
        if (folder / ".git").exists():
            return f"{parent} (a repository of its own)"
    file = project / path
    if _is_link(file):
        return f"{path} (a link)"
    if file.exists() and not file.is_file():
        return f"{path} (not a file)"
    return None


def _is_link(path: Path) -> bool:
    # Windows has a second kind, which Python 3.11 can't tell.
    return path.is_symlink() or getattr(os.path, "isjunction", lambda _: False)(path)
