"""What becomes of each path: decided from three sides, before anything is written.

`base` is the project as it was generated, `new` as it would be generated now, `mine` what is there.
"""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from climbing.errors import ClimbError
from climbing.files import EXECUTABLE, File, Tree, read
from climbing.git import environment

Kind = Literal["new", "changed", "removed", "both", "yours", "kept", "gone"]
LABELS = ("-L", "before updating", "-L", "last update", "-L", "after updating")
# git merge-file: up to here the number of conflicts, above it an error.
MOST_CONFLICTS = 127


@dataclass(frozen=True)
class Change:
    """What becomes of one path that the template changed.

    kind: new, changed, removed: as the template has it now, around the user's edits;
        both: the user and the template changed the same lines, and both stand in `after`;
        yours: the same in a file that has no lines, so the user's is kept;
        kept: the template has dropped it, the user had edited it;
        gone: the template changed it, the user had deleted or moved it.
    """

    path: str
    kind: Kind
    base: File | None
    mine: File | None
    new: File | None
    after: File | None

    @property
    def unresolved(self) -> bool:
        return self.kind in ("both", "yours")

    @property
    def writes(self) -> bool:
        return self.after != self.mine


def decide(base: Tree, new: Tree, project: Path) -> list[Change]:
    """What becomes of each path that differs between the two renderings.

    Raises:
        ClimbError: a line of the user's would be lost: a mistake of this program.
    """
    changes = []
    for path in sorted(base.keys() | new.keys()):
        old, now = base.get(path), new.get(path)
        if old != now and (change := _decide(path, old, read(project / path), now)):
            changes.append(change)
    lost = [change.path for change in changes if _loses(change)]
    if lost:
        raise ClimbError(f"lines of yours would be lost in {', '.join(lost)}; nothing was changed")
    return changes


def _decide(path: str, base: File | None, mine: File | None, new: File | None) -> Change | None:
    def change(kind: Kind, after: File | None) -> Change:
        return Change(path, kind, base, mine, new, after)

    if mine is None:
        return change("new", new) if base is None else change("gone", None)
    before = _as_written(base, mine).content if base else None
    if new is None:
        return change("removed", None) if mine.content == before else change("kept", mine)
    mode = _merged_mode(base, mine, new)
    theirs = _as_written(new, mine).content
    if mine.content == theirs:
        return change("changed", File(theirs, mode)) if mode != mine.mode else None
    if mine.content == before:
        return change("changed", File(theirs, mode))
    if theirs == before:
        return change("changed", File(mine.content, mode)) if mode != mine.mode else None
    if mine.binary or new.binary:
        return change("yours", mine)
    merged, conflicts = _merge_lines(mine.content, before or b"", theirs)
    return change("both" if conflicts else "changed", File(merged, mode))


def _as_written(file: File, mine: File) -> File:
    """The same text with the line ends of the user's file: they are no edit."""
    crlf = mine.content.count(b"\r\n")
    if file.binary or not crlf or crlf != mine.content.count(b"\n") or b"\r" in file.content:
        return file
    return File(file.content.replace(b"\n", b"\r\n"), file.mode)


def _merged_mode(base: File | None, mine: File, new: File) -> int:
    if base is None or base.executable == new.executable:
        return mine.mode
    # Whoever may read may execute.
    return mine.mode | (mine.mode & 0o444) >> 2 if new.executable else mine.mode & ~EXECUTABLE


def _merge_lines(mine: bytes, base: bytes, new: bytes) -> tuple[bytes, bool]:
    """All three sides in one text, and whether two of them meet in it."""
    with tempfile.TemporaryDirectory(prefix="climbing-") as name:
        sides = [Path(name) / side for side in ("mine", "base", "new")]
        for side, content in zip(sides, (mine, base, new), strict=True):
            side.write_bytes(content)
        command = ["git", "merge-file", "-p", "-q", *LABELS, *map(str, sides)]
        done = subprocess.run(command, cwd=name, capture_output=True, env=environment(neutral=True))
    if not 0 <= done.returncode <= MOST_CONFLICTS:
        raise ClimbError(f"git merge-file: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout, done.returncode > 0


def _loses(change: Change) -> bool:
    """Whether a line that the user added isn't in what would be written."""
    if change.mine is None or change.after is None:
        return False  # nothing of theirs, or what they never changed
    before = _as_written(change.base, change.mine).content if change.base else b""
    added = set(change.mine.content.splitlines()) - set(before.splitlines())
    return not added <= set(change.after.content.splitlines())
