"""What copier does over and over, done once: nothing that it makes is different by it.

A process of its own, as the commands in the tests are, has nothing of this.
"""

from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from copier._main import Worker
from jinja2.sandbox import SandboxedEnvironment

SYNC = "_sync_git_index_executable_bit"


def take(patch: pytest.MonkeyPatch) -> None:
    """Let copier be quicker in this process."""
    patch.setattr(SandboxedEnvironment, "compile", compiling_once())
    # Rendered for each part of each path, and no Jinja in it.
    patch.setattr(Worker, "answers_relpath", Path(".copier-answers.yml"))
    # Not every version has it.
    if sync := getattr(Worker, SYNC, None):
        patch.setattr(Worker, SYNC, asking_in_a_repository(sync))


def compiling_once() -> Any:
    """Most texts are parts of paths, and come again and again."""
    compile_anew, known = SandboxedEnvironment.compile, dict[Any, CodeType]()

    def compiled(self: Any, source: Any, name: Any = None, *more: Any, **named: Any) -> Any:
        key = type(self), name, source
        if key not in known:
            known[key] = compile_anew(self, source, name, *more, **named)
        return known[key]

    return compiled


def asking_in_a_repository(sync: Any) -> Any:
    """Outside of one, git would be asked file by file, and have nothing to say."""

    def synced(self: Any, path: Path, mode: int) -> None:
        project = self.subproject.local_abspath
        if any((folder / ".git").exists() for folder in (project, *project.parents)):
            sync(self, path, mode)

    return synced
