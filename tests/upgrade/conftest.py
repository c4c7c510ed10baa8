"""Projects of every level, made once and copied by each test."""

import pytest

from tests.engines import commit_all, with_copier
from tests.upgrade.projects import Levels


@pytest.fixture(scope="session")
def levels(template, tmp_path_factory) -> Levels:
    """By level, a project as generated and committed. Copy it before you change anything."""
    folder = tmp_path_factory.mktemp("levels")
    made = {level: with_copier(template, folder / str(level), level, {}) for level in range(3)}
    for project in made.values():
        commit_all(project)
    return made
