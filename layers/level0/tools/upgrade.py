"""Climb to a higher level, or take the template's newest version: see docs/climbing.md.

The program that does it is the template's own, so that each of its corrections counts here too.
This fetches it, at the newest release that the project can take, and starts it.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = ROOT / ".copier-answers.yml"
SHORT = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/", "git+": ""}
# Set by a git hook, say; they lead into another repository.
ELSEWHERE = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}


def read_answers() -> dict[str, str]:
    """The template's address and the version that the project came from.

    Raises:
        SystemExit: they aren't there.
    """
    text = ANSWERS.read_text(encoding="utf-8") if ANSWERS.is_file() else ""
    lines = re.findall(r"(?m)^(_commit|_src_path): *(.+?) *$", text)
    found = {name: unquoted(value) for name, value in lines}
    if not {"_commit", "_src_path"} <= found.keys():
        sys.exit(
            f"error: {ANSWERS} doesn't name the template and the version that this project was"
            " made from: docs/climbing.md says how to add them"
        )
    return found


def unquoted(value: str) -> str:
    """A text of YAML, which between double quotes is written as in JSON.

    Raises:
        SystemExit: it isn't.
    """
    if not value.startswith('"'):
        return value.strip("'").replace("''", "'")
    try:
        return json.loads(value)
    except ValueError:
        sys.exit(f"error: {ANSWERS.name}: {value} can't be read: use / for \\ between the quotes")


def git(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        sys.exit("error: git is not installed: it keeps your work while files change")


def fetch(clone: Path) -> None:
    """Clone the template, at its newest release that holds the project's own version.

    Raises:
        SystemExit: it can't be had.
    """
    answers = read_answers()
    source = address = answers["_src_path"]
    for short, whole in SHORT.items():
        address = re.sub(f"^{re.escape(short)}", whole, address)
    address = str(Path(address).expanduser()) if address.startswith("~") else address
    done = git("clone", "--quiet", "--", address, str(clone))
    if done.returncode:
        said = re.findall(r"(?m)^fatal: (.+)$", done.stderr) or ["git ended early"]
        sys.exit(
            f"error: no template at {address} ({said[0]}): _src_path in {ANSWERS.name} is"
            f" {source}; write its address or its whole path there, and commit that"
        )
    newest_first = ("--list", "v*", "--sort=-version:refname", "--contains", answers["_commit"])
    releases = re.findall(r"(?m)^v[\d.]+$", git("tag", *newest_first, cwd=clone).stdout)
    if releases:
        git("checkout", "--quiet", releases[0], cwd=clone)


def python(clone: Path) -> list[str]:
    """A Python with what the program needs: this one, if it has it, else one that uv makes.

    Raises:
        SystemExit: there is neither.
    """
    if importlib.util.find_spec("copier"):
        return [sys.executable]
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        sys.exit("error: uv is not on the path: run this as `uv run poe upgrade`")
    needs = ["--with-requirements", str(clone / "climbing" / "requirements.txt")]
    alone = ["run", "--quiet", "--isolated", "--no-project", "--python", sys.executable]
    return [uv, *alone, *needs, "python"]


def main() -> int:
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="upgrade-", ignore_cleanup_errors=True) as folder:
        clone = Path(folder) / "template"
        fetch(clone)
        command = [*python(clone), str(clone / "climb.py"), *sys.argv[1:]]
        try:
            return subprocess.run(command, cwd=ROOT).returncode
        except KeyboardInterrupt:
            return 130  # the program has said so


if __name__ == "__main__":
    sys.exit(main())
