"""What copier does over and over, done once: nothing that it makes is different by it.

A process of its own, as the commands in the tests are, has nothing of this.
"""

from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from copier._jinja_ext import SandboxedEnvironment
from copier._main import Worker


def take(patch: pytest.MonkeyPatch) -> None:
    """Let copier be quicker in this process."""
    compile_anew, sync_anew = SandboxedEnvironment.compile, Worker._sync_git_index_executable_bit
    compiled: dict[tuple[Any, Any], CodeType] = {}

    def compile_once(self: Any, source: Any, name: Any = None, *more: Any, **named: Any) -> Any:
        """The same text again: most are parts of paths."""
        if (name, source) not in compiled:
            compiled[name, source] = compile_anew(self, source, name, *more, **named)
        return compiled[name, source]

    def sync_in_a_repository(self: Any, path: Path, mode: int) -> None:
        """Else git would be asked, file by file, and have nothing to say."""
        project = self.subproject.local_abspath
        if any((folder / ".git").exists() for folder in (project, *project.parents)):
            sync_anew(self, path, mode)

    patch.setattr(SandboxedEnvironment, "compile", compile_once)
    patch.setattr(Worker, "_sync_git_index_executable_bit", sync_in_a_repository)
    # Rendered for each part of each path, and no Jinja in it.
    patch.setattr(Worker, "answers_relpath", Path(".copier-answers.yml"))
