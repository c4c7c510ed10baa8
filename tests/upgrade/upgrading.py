"""The task `upgrade` of a generated project, without installing the project first."""

import os
import subprocess
import sys
from pathlib import Path

CALL = "from {package}.core.upgrade import main; main()"


def upgrade(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `poe upgrade` as the project's own environment would; copier is this environment's."""
    package = next(path.parent.parent.name for path in project.glob("src/*/core/upgrade.py"))
    return subprocess.run(
        [sys.executable, "-c", CALL.format(package=package), *arguments],
        cwd=project,
        # Without bytecode: the project's files are compared afterwards.
        env=os.environ
        | {"PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
