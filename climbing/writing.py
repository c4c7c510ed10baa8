"""All changes are written, or none: until the last one is, there is a way back.

The way back is a folder among git's own files: which paths change, what will stand in them, and
every file as it was. Where it is found at the start, a climb was cut off.
"""

import json
import os
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from climbing.errors import ClimbError, some
from climbing.files import File, read
from climbing.git import git, git_path
from climbing.merging import Change

FOLDER = "climbing"
UNDO = "uv run poe upgrade --undo"


def check_whole(project: Path) -> None:
    """Stop if a climb was cut off here.

    Raises:
        ClimbError: saying what undoes it.
    """
    if git_path(project, FOLDER).exists():
        raise ClimbError(f"an upgrade was cut off here: `{UNDO}` puts each file back as it was")


def write(project: Path, changes: list[Change]) -> None:
    """Write the changes, and let git see what is unresolved.

    Raises:
        ClimbError: it failed, and every file is as it was, or the message says how to get there.
    """
    written = [change for change in changes if change.writes]
    way_back = git_path(project, FOLDER)
    try:
        _prepare(way_back, written)
    except OSError as error:
        shutil.rmtree(way_back.with_name(f"{FOLDER}.partial"), ignore_errors=True)
        raise ClimbError(f"not upgraded, nothing was changed: {error}") from error
    if touched := [change.path for change in written if read(project / change.path) != change.mine]:
        shutil.rmtree(way_back)
        raise ClimbError(f"changed in the meantime, so nothing was done: {some(touched)}")
    try:
        for change in written:
            put(project / change.path, change.after)
        _mark_unresolved(project, [change for change in changes if change.unresolved])
    except BaseException as error:
        try:
            undo(project)
        except (OSError, ClimbError) as second:
            raise ClimbError(f"{error}; then {second}: `{UNDO}` puts the files back") from error
        if isinstance(error, (OSError, ClimbError)):
            raise ClimbError(f"not upgraded, every file is as it was: {error}") from error
        raise
    shutil.rmtree(way_back)


def undo(project: Path) -> list[str]:
    """Put every file back as it was before a climb that was cut off.

    Returns:
        Files that were edited after that: they stay, and what they were is beside them.

    Raises:
        ClimbError: there is nothing to undo.
    """
    way_back = git_path(project, FOLDER)
    if not way_back.is_dir():
        raise ClimbError("no upgrade was cut off here: there is nothing to undo")
    edited = []
    plan = json.loads((way_back / "plan.json").read_text(encoding="utf-8"))
    saved = {path: read(way_back / str(number)) for number, path in enumerate(plan)}
    # What was added goes first: it may have filled the disk.
    for path, before in sorted(saved.items(), key=lambda item: item[1] is not None):
        target, now, digest = project / path, read(project / path), plan[path]
        _partial(target).unlink(missing_ok=True)
        if now == before:
            continue
        if now is None or sha256(now.content).hexdigest() == digest:
            put(target, before)
        else:
            edited.append(path)
            if before:
                put(target.with_name(f"{target.name}.before-upgrade"), before)
    paths = "\0".join(plan).encode("utf-8", "surrogateescape")
    git(project, "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", given=paths)
    shutil.rmtree(way_back)
    return edited


def put(path: Path, file: File | None) -> None:
    """Make the file at a path this one, or none, in one step."""
    if file is None:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            # Folders that held nothing else; one that isn't empty ends it.
            try:
                folder.rmdir()
            except OSError:
                return
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(path)
    try:
        partial.write_bytes(file.content)
        partial.chmod(file.mode)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _partial(path: Path) -> Path:
    return path.with_name(f"{path.name}.climbing")


def _prepare(way_back: Path, written: list[Change]) -> None:
    partial = way_back.with_name(f"{FOLDER}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    plan = {}
    for number, change in enumerate(written):
        if change.mine:
            put(partial / str(number), change.mine)
        plan[change.path] = sha256(change.after.content).hexdigest() if change.after else ""
    (partial / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    os.replace(partial, way_back)  # noqa: PTH105


def _mark_unresolved(project: Path, changes: list[Change]) -> None:
    """Let git see the three sides, as after a merge: `git status` names them until `git add`."""
    prefix = git(project, "rev-parse", "--show-prefix").rstrip("\r\n")
    lines = []
    for change in changes:
        lines.append(f"0 {'0' * 40}\t{prefix}{change.path}")
        for stage, side in enumerate((change.base, change.mine, change.new), start=1):
            if side:
                blob = git(project, "hash-object", "-w", "--stdin", given=side.content).strip()
                mode = "100755" if side.executable else "100644"
                lines.append(f"{mode} {blob} {stage}\t{prefix}{change.path}")
    if lines:
        top = project / (git(project, "rev-parse", "--show-cdup").rstrip("\r\n") or ".")
        given = "".join(f"{line}\0" for line in lines).encode("utf-8", "surrogateescape")
        git(top, "update-index", "-z", "--index-info", given=given)
