"""The supported Pythons on this machine."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path

from uv import find_uv_bin

SUPPORTED = ("3.11", "3.12", "3.13")
WHOLE_BYTES = 1_000_000


def uv() -> str:
    """`uv run` names itself in UV; otherwise the uv of this environment."""
    return os.environ.get("UV") or find_uv_bin()


def candidates() -> list[str]:
    """Interpreters that may be there: those uv finds, and all of pyenv, active or not."""
    command = [uv(), "python", "list", "--only-installed", "--output-format", "json"]
    listing = subprocess.run(command, capture_output=True, check=True).stdout
    found = [entry["path"] for entry in json.loads(listing) if entry["path"]]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for pattern in ("versions/*/bin/python", "pyenv-win/versions/*/python.exe"):
        found += [str(path) for path in sorted(pyenv.glob(pattern))]
    return found


def version(python: str) -> tuple[str, tuple[bool, int], str] | None:
    """Its minor version, how good it is, and where it really is: a shim of pyenv may lead
    elsewhere, or nowhere.

    Asked for a shim, uv would make each environment anew at each command. A Python that is whole in
    its executable takes a quarter less time than one that is a shared library, as pyenv's are.
    """
    code = "import os, sys; print('%d.%d %d' % sys.version_info[:3], sys.implementation.name)"
    code += "; print(os.stat(sys.executable).st_size, sys.executable)"
    try:
        result = subprocess.run([python, "-c", code], capture_output=True, encoding="utf-8")
    except OSError:
        return None
    told = result.stdout.split(maxsplit=4)
    if result.returncode or len(told) < 5 or told[2] != "cpython":
        return None
    return told[0], (int(told[3]) > WHOLE_BYTES, int(told[1])), told[4].strip()


@cache
def supported() -> dict[str, str]:
    """One interpreter per supported minor version."""
    known = [found for python in candidates() if (found := version(python))]
    # The best of each minor version, which is the last to be put there.
    found = {minor: place for minor, _, place in sorted(known) if minor in SUPPORTED}
    return dict(sorted(found.items()))


def clean_environment(python: str) -> dict[str, str]:
    """The environment of a user who has just come to the project, with this Python."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PYTEST", "POE_", "VIRTUAL_ENV", "COV_"))
        and name not in {"UV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "UV_RUN_RECURSION_DEPTH"}
    }
    return kept | {"UV_PYTHON": python, "UV_PYTHON_DOWNLOADS": "never"}
