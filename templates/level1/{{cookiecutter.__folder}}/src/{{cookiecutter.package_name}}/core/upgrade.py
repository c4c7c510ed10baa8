"""Climb to a higher level, or take the template's newest version, around your own work."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .command import command, next_step, parser
from .errors import ProjectError
from .paths import ROOT

ANSWERS = ROOT / ".copier-answers.yml"
COPIER = "copier>=9.7,<10"
LEVELS = ("0", "1", "2")
SHOWN = 5


@dataclass(frozen=True)
class Origin:
    """Where the project stands, as its answers say."""

    level: str
    version: str
    template: str


def read_origin() -> Origin:
    """Read the answers.

    Raises:
        ProjectError: they are missing, or don't name the template for good.
    """
    text = ANSWERS.read_text(encoding="utf-8") if ANSWERS.is_file() else ""
    found = dict(re.findall(r"(?m)^(\w+): *[\"']?(.*?)[\"']?\r?$", text))
    if not {"level", "_commit", "_src_path"} <= found.keys():
        raise ProjectError(
            f"{ANSWERS.name} doesn't name the template and the version that this project was made"
            " from: docs/climbing.md says how to add them"
        )
    template = found["_src_path"].replace("\\\\", "\\")
    if ":" not in template and not Path(template).is_absolute():
        raise ProjectError(
            f"{ANSWERS.name}: _src_path is {template}, which counts from another folder: write the"
            " template's whole path or its address there, and commit that"
        )
    return Origin(found["level"], found["_commit"], template)


def git(*arguments: str) -> list[str]:
    """Run git in the project; what it prints, split at NUL.

    Raises:
        ProjectError: git isn't there, or refuses.
    """
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")
    except FileNotFoundError as error:
        raise ProjectError("git is not installed: it keeps your work while files change") from error
    if done.returncode:
        raise ProjectError(f"git {arguments[0]}: {done.stderr.strip().splitlines()[-1]}")
    return [part for part in done.stdout.split("\0") if part]


def check_committed() -> None:
    """Stop unless git could bring everything back.

    Raises:
        ProjectError: saying what to do first.
    """
    try:
        git("rev-parse", "--verify", "HEAD")
    except ProjectError as error:
        raise ProjectError(
            f"nothing is committed yet ({error}): `git init`, `git add --all`, `git commit` first"
        ) from error
    # Each entry is two letters, a blank and a path.
    changed = [entry[3:] for entry in git("status", "--porcelain", "-z", "--no-renames")]
    if changed:
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        raise ProjectError(
            f"not committed: {', '.join(changed[:SHOWN])}{more}; commit or stash that first"
        )


def check_level(wanted: str, current: str) -> None:
    """Stop unless the level exists and is not below the current one.

    Raises:
        ProjectError: saying why.
    """
    if wanted not in LEVELS:
        raise ProjectError(f"there is no level {wanted}: levels are {', '.join(LEVELS)}")
    if wanted < current:
        raise ProjectError(
            f"the project is at level {current} and can't go down to {wanted}:"
            " a commit from before the upgrade can be checked out"
        )


def copier() -> list[str]:
    """The command that merges: copier of this environment, else one that uv keeps apart.

    Raises:
        ProjectError: there is neither.
    """
    if importlib.util.find_spec("copier"):
        return [sys.executable, "-m", "copier"]
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        raise ProjectError("uv is not on the path: run this as `uv run poe upgrade`")
    return [uv, "tool", "run", "--python", sys.executable, "--from", COPIER, "copier"]


def merge(level: str, ask: bool) -> None:
    """Bring the files of the level in, around what was changed here.

    Raises:
        ProjectError: it ended early; its own message stands above.
    """
    options = ["--quiet", "--skip-answered", "--data", f"level={level}"]
    options += [] if ask else ["--defaults"]
    if subprocess.run([*copier(), "update", *options, "."], cwd=ROOT).returncode:
        raise ProjectError("not upgraded, see above; `git status` shows whether files changed")


def changes() -> dict[str, list[str]]:
    """Paths that the merge added, changed, removed, or left with two sides in them."""
    found: dict[str, list[str]] = {"new": [], "changed": [], "removed": [], "both": []}
    # Relative to the project, which may be a folder of a larger repository.
    kinds = {"A": "new", "M": "changed", "T": "changed", "D": "removed", "U": "both"}
    listed = git("diff", "--name-status", "--no-renames", "--relative", "-z", "HEAD")
    for kind, path in zip(listed[::2], listed[1::2], strict=True):
        found[kinds[kind]].append(path)
    found["new"] += git("ls-files", "--others", "--exclude-standard", "-z")
    found["both"] = sorted(set(git("diff", "--name-only", "--diff-filter=U", "--relative", "-z")))
    found["changed"] = [path for path in found["changed"] if path not in found["both"]]
    return found


def keep_edited(removed: list[str]) -> list[str]:
    """Bring those back that were edited since the project was made or last upgraded."""
    if not removed:
        return []
    before = git("log", "-1", "--format=%H%x00", "-G^(_commit|level):", "--", ANSWERS.name)
    since = ["diff", "--name-only", "--no-renames", "--relative", "-z", before[0], "HEAD"]
    edited = sorted(git(*since, "--", *removed))
    if edited:
        git("restore", "--source=HEAD", "--", *edited)
    return edited


def report(level: str) -> bool:
    """Say what happened; whether nothing is left to resolve."""
    found = changes()
    kept = keep_edited(found["removed"])
    print(f"level {level}: {len(found['new'])} new files, {len(found['changed'])} changed")
    for path in found["removed"]:
        if path not in kept:
            print(f"removed  {path}: no longer in the template (`git restore {path}` keeps it)")
    for path in kept:
        print(f"kept     {path}: you edited it, and it is no longer in the template")
    for path in found["both"]:
        print(f"resolve  {path}: you and the template changed the same lines, both stand in it")
    problem = "" if "pyproject.toml" in found["both"] else project_file_problem()
    if problem:
        print(f"resolve  pyproject.toml: {problem}")
    return not found["both"] and not problem


def project_file_problem() -> str:
    """What is wrong with pyproject.toml: a table, say, that you and the level both added."""
    try:
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return str(error)
    return ""


@command
def main() -> None:
    arguments = parser("upgrade", __doc__)
    arguments.add_argument(
        "--level", metavar="N", help="level to climb to (default: the level the project is at)"
    )
    arguments.add_argument(
        "--defaults", action="store_true", help="ask nothing: take the defaults of new questions"
    )
    chosen = arguments.parse_args()
    origin = read_origin()
    level = origin.level if chosen.level is None else chosen.level
    check_level(level, origin.level)
    check_committed()
    print(f"from level {origin.level}, {origin.version} of {origin.template}", flush=True)
    print(f"to level {level} of its newest version; what you changed stays", flush=True)
    merge(level, ask=not chosen.defaults and sys.stdin.isatty())
    clean = report(level)
    if level != origin.level:
        next_step(f"read docs/level{level}.md")
    next_step("git status; git diff; uv run poe test; git add --all; git commit")
    if not clean:
        raise ProjectError("files are left to resolve: edit them before you run anything else")
