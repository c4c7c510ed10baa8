"""Make this kit ready on this machine: once after unpacking, and again whenever it has moved.

It tells the kit where its template lies now, installs the packages, and keeps everything in git.
{% if not kit.wheelhouse %}The packages of the levels above are fetched for later. {% endif %}Nothing after it needs a network.
"""

import argparse
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
{%- if not kit.wheelhouse %}
import tempfile
{%- endif %}
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = ROOT / "workshop" / "template.bundle"
ANSWERS = ROOT / ".copier-answers.yml"
SOURCE = re.compile(r'^_src_path: "(.*)"$', re.MULTILINE)
{%- if kit.wheelhouse %}
INSTALL_UV = "python -m pip install --no-index --find-links wheelhouse uv"
{%- else %}
INSTALL_UV = "python -m pip install uv"
PACKAGES = ROOT / "workshop" / "packages"
OFFLINE = ROOT / "uv.toml"
OFFLINE_TEXT = """\
# All packages of the workshop are in uv's cache. Delete this file to use the network again.
offline = true
"""
{%- endif %}


class BeginError(Exception):
    """What is wrong, as one line for the participant."""


def run(*command: str, shown: bool = False, place: Path = ROOT) -> str:
    """Run a command in the kit, or in another place; what it printed, unless that was shown.

    Raises:
        BeginError: it failed.
    """
    done = subprocess.run(
        command,
        cwd=place,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = "see above" if shown else (done.stderr.strip().splitlines() or ["it failed"])[-1]
        called = f"{Path(command[0]).stem} {command[-1]}"
        raise BeginError(f"{called}: {said}; mend that, then run this again")
    return done.stdout or ""


def find_uv() -> list[str]:
    """How uv is called here.

    Raises:
        BeginError: it isn't installed.
    """
    on_path = os.environ.get("UV") or shutil.which("uv")
    if on_path:
        return [on_path]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    raise BeginError(f"uv is not installed: `{INSTALL_UV}` installs it, then run this again")


def check() -> None:
    """Stop unless the kit is whole and git is there.

    Raises:
        BeginError: saying what is missing.
    """
    for path in (BUNDLE, ANSWERS):
        if not path.is_file():
            raise BeginError(f"{path.relative_to(ROOT)} is missing: unpack the kit again")
    if not shutil.which("git"):
        raise BeginError("git, which keeps your work, is not installed: install it first")


def set_source() -> str:
    """Write where the template lies now; returns what stood there before.

    Raises:
        BeginError: there is no line to write it into.
    """
    text = ANSWERS.read_text(encoding="utf-8")
    found = SOURCE.search(text)
    if not found:
        raise BeginError(f"{ANSWERS.name} has no line _src_path: unpack the kit again")
    place = BUNDLE.as_posix().replace("\\", "\\\\").replace('"', '\\"')
    text = text[: found.start(1)] + place + text[found.end(1) :]
    partial = ANSWERS.with_name(ANSWERS.name + ".partial")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    partial.replace(ANSWERS)
    return found.group(1)


def prepare_repository() -> None:
    """Make the folder a git repository in which its user can commit."""
    if not (ROOT / ".git").exists():
        run("git", "init", "--quiet")
    try:
        for role in ("AUTHOR", "COMMITTER"):
            run("git", "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT")
    except BeginError:
        # In this folder alone, and only for those whom git doesn't know yet.
        run("git", "config", "user.name", "Participant")
        run("git", "config", "user.email", "participant@localhost")


{% if not kit.wheelhouse -%}
def fetch_later_levels(uv: list[str]) -> None:
    """Fill uv's cache with what the levels above will install, and keep uv to its cache.

    Raises:
        BeginError: something can't be had.
    """
    if OFFLINE.exists():
        return
    # Installed in a place of their own, which goes again: uv keeps them in its cache.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        # Each level's versions are chosen from those of the one below, as after an upgrade.
        shutil.copy(ROOT / "uv.lock", place)
        for project in sorted(PACKAGES.glob("*.toml")):
            print(f"begin: fetching the packages of {project.stem}, for later")
            shutil.copyfile(project, place / "pyproject.toml")
            run(*uv, "sync", "--quiet", "--no-install-project", shown=True, place=place)
            size = sum(path.lstat().st_size for path in (place / ".venv").rglob("*"))
            print(f"begin: {project.stem} is in uv's cache, {size / 1e9:.1f} GB when installed")
    with OFFLINE.open("w", encoding="utf-8", newline="\n") as file:
        file.write(OFFLINE_TEXT)


{% endif -%}
def has_commit() -> bool:
    command = ["git", "rev-parse", "--quiet", "--verify", "HEAD"]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 0


def commit(first: bool) -> bool:
    """Commit all of the kit the first time, else the answers alone; whether there was a change."""
    chosen = ["--all"] if first else ["--", ANSWERS.name]
    run("git", "add", *chosen)
    if not run("git", "status", "--porcelain", *chosen[1:]) and not first:
        return False
    message = "The kit as unpacked" if first else "The template lies where the kit lies now"
    only = [] if first else ["--", ANSWERS.name]
    run("git", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", message, *only)
    return True


def main() -> int:
    # A console that lacks a letter of a path must not turn a message into a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace", line_buffering=True)
    argparse.ArgumentParser(prog="begin", description=__doc__).parse_args()
    try:
        check()
        uv = find_uv()
        before = set_source()
        prepare_repository()
        # An environment that was made elsewhere holds paths of that place.
        moved = Path(before).is_absolute() and before != BUNDLE.as_posix()
        print("begin: installing the packages; the first time takes a while")
        run(*uv, *(["sync", "--reinstall"] if moved else ["sync"]), shown=True)
        {%- if not kit.wheelhouse %}
        fetch_later_levels(uv)
        {%- endif %}
        first = not has_commit()
        changed = commit(first)
    except BeginError as error:
        print(f"begin: {error}", file=sys.stderr)
        return 1
    print(f"begin: {'all is committed' if first else 'mended' if changed else 'nothing to mend'}")
    call = "uv run" if len(uv) == 1 else "python -m uv run"
    print(f"next   {call} poe, which lists what there is; then the first lesson in START-HERE.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
