"""Projects of every level, made once and copied by each test."""

import json
from pathlib import Path
from typing import Any

import pytest

import climbing.climb
from climbing.files import Tree
from climbing.rendering import render
from tests.engines import commit_all, git, with_copier
from tests.upgrade.projects import Levels


@pytest.fixture(scope="session")
def levels(template, tmp_path_factory) -> Levels:
    """By level, a project as generated and committed. Copy it before you change anything."""
    folder = tmp_path_factory.mktemp("levels")
    made = {level: with_copier(template, folder / str(level), level, {}) for level in range(3)}
    for project in made.values():
        commit_all(project)
    return made


@pytest.fixture(scope="session", autouse=True)
def rendered_once():
    """What a version makes of the same answers is rendered once for all tests of a process."""
    known: dict[str, Tree] = {}

    def remembered(
        template: Path, version: str, answers: dict[str, Any], ask: bool = False
    ) -> Tree:
        commit = git(template, "rev-parse", f"{version}^{{commit}}")
        key = json.dumps([commit, answers], sort_keys=True)
        if key not in known:
            known[key] = render(template, version, answers, ask)
        return dict(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(climbing.climb, "render", remembered)
        yield
