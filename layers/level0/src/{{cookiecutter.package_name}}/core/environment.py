"""What is installed, written down so that another machine can install the same."""

import os
import platform
import subprocess
from importlib import metadata

from .errors import ProjectError
from .paths import ROOT

DISTRIBUTION = "{{ cookiecutter.project_slug }}"


def summary() -> str:
    """The project's description in pyproject.toml."""
    return metadata.metadata(DISTRIBUTION)["Summary"] or DISTRIBUTION


def uv(*arguments: str) -> str:
    """What uv prints when it is run in the project's folder.

    Raises:
        ProjectError: it can't; the message is the last line of what it said.
    """
    command = [os.environ.get("UV", "uv"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["failed"]
        raise ProjectError(f"uv {arguments[0]}: {said[-1]}")
    return done.stdout


def requirements() -> str:
    """requirements.txt: the project's dependencies and theirs, each at the version in uv.lock."""
    as_text = ("--no-emit-project", "--no-hashes", "--no-annotate", "--no-header")
    pins = uv("export", "--frozen", "--no-default-groups", *as_text)
    return f"# Python {platform.python_version()}\n{pins}"
