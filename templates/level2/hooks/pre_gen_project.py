"""Refuses what would make a broken project, before any file is written."""

import json
import sys
from importlib.metadata import PackageNotFoundError, version

OLDEST = (2, 1)


def too_old() -> str:
    """What to say where cookiecutter is too old to render this template's answers; or nothing."""
    try:
        found = version("cookiecutter")
    except PackageNotFoundError:
        return ""
    if tuple(int(part) for part in found.split(".")[:2] if part.isdigit()) >= OLDEST:
        return ""
    needed = ".".join(str(part) for part in OLDEST)
    return f"cookiecutter {found} is too old for this template: it needs {needed} or newer"


if line := too_old():
    sys.exit(line)

# The filter escapes all that could end a raw string: quotes of the other kind and line breaks.
PROBLEM = json.loads(r'{{ cookiecutter.__problem | tojson }}')  # fmt: skip

if PROBLEM:
    sys.exit(PROBLEM)
