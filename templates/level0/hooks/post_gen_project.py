"""Links the new project to its template, so that `copier update` works, and says what is next."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

# The filter escapes all that could end a raw string: quotes of the other kind and line breaks.
CONTEXT = json.loads(r'{{ cookiecutter | tojson }}')  # fmt: skip
ANSWERS = Path(".copier-answers.yml")
NEXT_STEPS = r'''
Your project is in @FOLDER@. Next:

    cd @FOLDER@
    git init --initial-branch main
    uv run poe          lists what it can do
    uv run poe all      extract, prepare, train, evaluate, handover in one go
'''


def find_template() -> Path | None:
    """The repository of the template, if it is one that `git describe` can name."""
    level = f"templates/level{CONTEXT['_level']}"
    # A relative path counts from where the user stood, which a hook isn't told on every system.
    output = Path(CONTEXT["_output_dir"])
    for start in [Path(os.environ.get("PWD", output)), output, *output.parents]:
        # Not resolve(): the address stays as the user wrote it, through a link or not.
        template = Path(os.path.abspath(start / CONTEXT["_repo_dir"]))  # noqa: PTH100
        top = template.parent.parent
        if template == top / level and (top / "copier.yml").is_file() and (top / ".git").exists():
            return top
    return None


def git(top: Path, *arguments: str) -> str:
    command = ["git", "-C", str(top), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8").strip()


def made_by_cookiecutter(clone: Path) -> bool:
    """Whether cookiecutter deletes and remakes this clone, so that only its origin lasts."""
    # Imported here because it takes longer than all else in this hook.
    from cookiecutter.config import get_user_config

    clones = Path(get_user_config()["cookiecutters_dir"])
    return clone.resolve().is_relative_to(clones.resolve())


def address(top: Path) -> str:
    """Where `copier update` finds the template again."""
    origin = git(top, "config", "--default", "", "--get", "remote.origin.url")
    if not origin or not made_by_cookiecutter(top):
        return str(top)
    parts = urlsplit(origin)
    if parts.scheme in {"http", "https"}:
        # The file is committed: no password or token may get into it.
        origin = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    known = re.match(r"git@|git:|https://(github|gitlab)\.com/", origin) or origin.endswith(".git")
    return origin if known or "://" not in origin else f"git+{origin}"


def link(commit: str, source: str) -> None:
    """Write where the project comes from, in place of the comment on how to add it."""
    header, *lines = ANSWERS.read_text(encoding="utf-8").splitlines()
    answers = [line for line in lines if not line.startswith("#")]
    origin = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in [("_commit", commit), ("_src_path", source)]
    ]
    text = "\n".join([header, *origin, *answers]) + "\n"
    ANSWERS.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    # A console that lacks a letter of a path must not turn the message into a traceback.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    output, folder = Path(CONTEXT["_output_dir"]), CONTEXT["__folder"]
    here = os.environ.get("PWD") == str(output)
    print(NEXT_STEPS.replace("@FOLDER@", folder if here else str(output / folder)))
    try:
        top = find_template()
        if top:
            link(git(top, "describe", "--tags", "--always"), address(top))
    except (OSError, subprocess.CalledProcessError):
        top = None
    if not top:
        print(f"No git history of the template found: see {ANSWERS} before you upgrade.\n")


if __name__ == "__main__":
    main()
