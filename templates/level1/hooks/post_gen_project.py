"""Links the new project to its template, so that `copier update` works, and says what is next."""

import io
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

# The filter escapes all that could end a raw string: quotes of the other kind and line breaks.
CONTEXT = json.loads(r'{{ cookiecutter | tojson }}')  # fmt: skip
ANSWERS = Path(".copier-answers.yml")
NEXT_STEPS = r'''
Your project is in @FOLDER@. Next:

    cd @FOLDER@
    git init --initial-branch main
    uv run poe              lists what it can do
    uv run poe pipeline     trains the first model and deploys it, if it beats the baseline
    uv run poe up           starts the service, the triggers and the pipeline's page
'''
SHOWN = 5


def git(*arguments: str, given: str = "") -> str:
    done = subprocess.run(
        ["git", *arguments], input=given.encode("utf-8"), check=True, capture_output=True
    )
    return done.stdout.decode("utf-8").strip()


def find_template() -> Path | None:
    """The repository of the template, if it is one that `git describe` can name."""
    level = Path("templates", f"level{CONTEXT['_level']}")
    # cruft, and cookiecutter before 2.2, tell the repository that they were given, not the folder.
    folder = CONTEXT.get("_repo_dir") or CONTEXT.get("_template", ".") / level
    # A relative path counts from where the user stood, which a hook isn't told on every system.
    output = Path.cwd().parent
    for start in [Path(os.environ.get("PWD", output)), output, *output.parents]:
        # Not resolve(): the address stays as the user wrote it, through a link or not.
        template = Path(os.path.abspath(start / folder))  # noqa: PTH100
        top = template.parent.parent
        if template == top / level and (top / "copier.yml").is_file() and (top / ".git").exists():
            return top
    return None


def address(top: Path, commit: str) -> str:
    """Where `copier update` finds the template again: its origin, if that has this commit.

    Where the clone lies says nothing: cookiecutter deletes and remakes its own, wherever a
    configuration puts them.
    """
    origin = git("-C", str(top), "config", "--default", "", "--get", "remote.origin.url")
    if not re.match(r"[\w+.-]+://|[\w.-]+@[\w.-]+:", origin):
        return str(top)
    from_there = ["refs/remotes/origin", "refs/tags"]
    fetched = git("-C", str(top), "for-each-ref", "--contains", commit, *from_there)
    return public(origin) if fetched else str(top)


def public(url: str) -> str:
    """An address as copier takes it. It is committed: no password or token may get into it."""
    if "://" in url:
        parts = urlsplit(url)
        login, _, host = parts.netloc.rpartition("@")
        user = login.split(":")[0] if parts.scheme.endswith("ssh") else ""
        url = urlunsplit((parts.scheme, f"{user}@{host}" if user else host, parts.path, "", ""))
    known = re.match(r"git[@+]|git:|https://(github|gitlab)\.com/", url) or url.endswith(".git")
    return url if known else f"git+{url}"


def template_origin() -> tuple[str, str] | None:
    """The template's version and address, where they can be known."""
    commit = CONTEXT.get("_commit", "HEAD")  # cruft tells it
    if top := find_template():
        version = git("-C", str(top), "describe", "--tags", "--always", commit)
        return version, address(top, commit)
    return (commit, public(CONTEXT["_template"])) if "_commit" in CONTEXT else None


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


def hidden() -> dict[str, str]:
    """Files that no commit will have, each with the rule outside the project that hides it."""
    files = [path.as_posix() for path in Path().rglob("*") if path.is_file()]
    with tempfile.TemporaryDirectory() as folder:
        # A repository for the question alone: the user has yet to make the project's.
        git("init", "--quiet", folder)
        where = ["--git-dir", str(Path(folder, ".git")), "--work-tree", "."]
        check = ["check-ignore", "--no-index", "--verbose", "--stdin", "-z"]
        try:
            found = git(*where, *check, given="\0".join(files)).split("\0")
        except subprocess.CalledProcessError:  # none is hidden
            return {}
    rules = zip(found[::4], found[2::4], found[3::4], strict=False)
    # The project's own rules are told by paths inside it.
    return {
        path: f"{pattern} in {source}"
        for source, pattern, path in rules
        if Path(source).is_absolute() and not pattern.startswith("!")
    }


def main() -> None:
    # A console that lacks a letter of a path must not turn the message into a traceback.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    project = Path.cwd()
    here = os.environ.get("PWD") == str(project.parent)
    print(NEXT_STEPS.replace("@FOLDER@", project.name if here else str(project)))
    try:
        found, unseen = template_origin(), hidden()
    except (OSError, subprocess.CalledProcessError):
        found, unseen = None, {}
    if found:
        link(*found)
    else:
        print(f"No git history of the template found: see {ANSWERS} before you upgrade.\n")
    if unseen:
        print(f"Your git settings hide {len(unseen)} of the project's files from every commit:")
        for path in list(unseen)[:SHOWN]:
            print(f"    {path} ({unseen[path]})")
        print("Mend these rules, or name the files to `git add --force`.\n")


if __name__ == "__main__":
    main()
