"""Git that gives the same on every machine: no user's settings, one author, one date."""

import os
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from workshop.builder.errors import KitError

NAME, EMAIL = "mlops-ladder", "workshop@localhost"
# The first of January 2026. Any would do, as long as it is always the same.
SECONDS = 1767225600
DATE = f"{SECONDS} +0000"
SETTINGS = {
    "GIT_AUTHOR_NAME": NAME,
    "GIT_AUTHOR_EMAIL": EMAIL,
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_NAME": NAME,
    "GIT_COMMITTER_EMAIL": EMAIL,
    "GIT_COMMITTER_DATE": DATE,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    # More threads may pack the same objects into other bytes.
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "pack.threads",
    "GIT_CONFIG_VALUE_0": "1",
    "GIT_CONFIG_KEY_1": "init.defaultBranch",
    "GIT_CONFIG_VALUE_1": "main",
}
# They would make git look into another repository.
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")


@contextmanager
def own_settings() -> Generator[None]:
    """Also for the git that copier calls, which takes this process's environment."""
    before = dict(os.environ)
    os.environ.update(SETTINGS)
    for name in ELSEWHERE:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def git(folder: Path, *arguments: str, given: bytes | None = None) -> str:
    """Run git in a folder; its output.

    Raises:
        KitError: git isn't there, or refuses.
    """
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True)
    except FileNotFoundError as error:
        raise KitError("git is not installed, and kits are made with it") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it ended early"]
        raise KitError(f"git {arguments[0]}: {said[-1]}")
    return done.stdout.decode("utf-8").strip()


def import_commit(
    repository: Path, message: str, files: Mapping[str, tuple[bytes, bool]], tag: str
) -> None:
    """Make a bare repository with one tagged commit of these files.

    Args:
        repository: a folder that doesn't exist yet.
        message: of the commit.
        files: by path, the content and whether it is executable.
        tag: the name of the tag.
    """
    repository.mkdir()
    git(repository, "init", "--bare", "--quiet")
    stream = [
        f"commit refs/heads/main\ncommitter {NAME} <{EMAIL}> {DATE}\n".encode(),
        _data(message.encode("utf-8")),
    ]
    for path, (content, executable) in sorted(files.items()):
        stream.append(f"M {'100755' if executable else '100644'} inline {path}\n".encode())
        stream.append(_data(content))
    stream.append(f"reset refs/tags/{tag}\nfrom refs/heads/main\n\n".encode())
    git(repository, "fast-import", "--quiet", given=b"".join(stream))


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
