"""The task `upgrade` of a generated project, without installing the project first."""

import os
import subprocess
import sys
from pathlib import Path


def upgrade(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `poe upgrade` as the project's own environment would; copier is this environment's."""
    return subprocess.run(
        [sys.executable, "tools/upgrade.py", *arguments],
        cwd=project,
        # Without bytecode: the project's files are compared afterwards.
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
