"""What is installed, written down so that another machine can install the same."""

import os
import platform
import subprocess
from importlib import metadata

from .errors import ProjectError
from .paths import ROOT

DISTRIBUTION = "{{ cookiecutter.project_slug }}"


def project_name_and_version() -> tuple[str, str]:
    """As pyproject.toml says."""
    return DISTRIBUTION, metadata.version(DISTRIBUTION)


def summary() -> str:
    """The project's description in pyproject.toml."""
    return metadata.metadata(DISTRIBUTION)["Summary"] or DISTRIBUTION


def requirements() -> str:
    """requirements.txt: the project's dependencies and theirs, each at the version in uv.lock.

    Raises:
        ProjectError: uv can't read the lock file; the message is the last line of what it said.
    """
    options = ("--frozen", "--no-default-groups", "--no-emit-project", "--no-hashes")
    exported = uv("export", *options, "--no-annotate", "--no-header")
    return f"# Python {platform.python_version()}\n{exported}"


def uv(*arguments: str) -> str:
    """What uv prints, run in the project.

    Raises:
        ProjectError: it failed; the message is the last line of what it said.
    """
    command = [os.environ.get("UV", "uv"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ProjectError(f"uv {arguments[0]}: {(done.stderr.splitlines() or ['failed'])[-1]}")
    return done.stdout
