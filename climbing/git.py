"""Git, asked in such a way that no setting of its user changes the answer."""

import os
import subprocess
from pathlib import Path

from climbing.errors import ClimbError, some

# They would make git look into another repository, or read paths as patterns of another kind.
ELSEWHERE = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
}
# Where line ends and filters are set, status must obey; what hides changes, it must not.
SETTINGS = ["-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false"]
STATUS = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"]
# Derived, and no level's: `uv run` writes it before anything else runs.
LOCK = "uv.lock"
UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}


def environment(neutral: bool = False) -> dict[str, str]:
    """The environment for git; if neutral, also without its user's and the machine's settings."""
    kept = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    kept["GIT_LITERAL_PATHSPECS"] = "1"
    if neutral:
        kept = {name: value for name, value in kept.items() if not name.startswith("GIT_CONFIG")}
        kept |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        # Whom a folder belongs to was settled with the user's own settings.
        kept |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory"}
        kept["GIT_CONFIG_VALUE_0"] = "*"
    return kept


def git(folder: Path, *arguments: str, given: bytes | None = None) -> str:
    """Run git in a folder; what it printed.

    Raises:
        ClimbError: git isn't there, or refuses.
    """
    command = ["git", *SETTINGS, *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, input=given, capture_output=True, env=environment()
        )
    except FileNotFoundError as error:
        raise ClimbError("git is not installed: it keeps your work while files change") from error
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().splitlines() or ["it ended early"]
        raise ClimbError(f"git {arguments[0]}: {said[-1]}")
    return os.fsdecode(done.stdout)


def fields(output: str) -> list[str]:
    return [field for field in output.split("\0") if field]


def git_path(project: Path, name: str) -> Path:
    """Where git keeps something of its own, in a worktree and in a submodule too."""
    return project / git(project, "rev-parse", "--git-path", name).rstrip("\r\n")


def check_begun(project: Path) -> None:
    """Stop unless the project is in a repository with a commit.

    Raises:
        ClimbError: saying what to do first.
    """
    try:
        git(project, "rev-parse", "--verify", "HEAD")
    except ClimbError as error:
        raise ClimbError(
            f"nothing is committed yet ({error}): `git init`, `git add --all`, `git commit` first"
        ) from error


def check_committed(project: Path) -> None:
    """Stop unless all is committed and nothing is under way.

    Raises:
        ClimbError: saying what to do first.
    """
    for name, what in UNDER_WAY.items():
        if git_path(project, name).exists():
            raise ClimbError(f"{what} is going on: finish or abort it first (see `git status`)")
    # Each entry is two letters, a blank and a path from the top of the repository.
    lock = git(project, "rev-parse", "--show-prefix").rstrip("\r\n") + LOCK
    changed = [entry[3:] for entry in fields(git(project, *STATUS)) if entry[3:] != lock]
    if changed:
        raise ClimbError(f"not committed: {some(changed)}; commit or stash that first")


def kept_by_git(project: Path) -> set[str]:
    """Files of the project that git has and looks at: not those flagged to be passed over."""
    listed = fields(git(project, "ls-files", "-v", "-z"))
    return {entry[2:] for entry in listed if entry[0] == "H"}


def passed_over(project: Path) -> set[str]:
    """Files flagged assume-unchanged or skip-worktree: git doesn't see what became of them."""
    listed = fields(git(project, "ls-files", "-v", "-z"))
    return {entry[2:] for entry in listed if entry[0] == "S" or entry[0].islower()}


def ignored(project: Path, paths: list[str]) -> list[str]:
    """Those of the paths that the user's ignore rules hide from `git add`."""
    given = "\0".join(paths).encode("utf-8", "surrogateescape")
    command = ["git", "check-ignore", "-z", "--stdin"]
    # Pathspecs must not be literal for this one; it ends with 1 if there are none.
    kept = {name: value for name, value in environment().items() if "PATHSPECS" not in name}
    done = subprocess.run(command, cwd=project, input=given, capture_output=True, env=kept)
    return sorted(fields(os.fsdecode(done.stdout)))
