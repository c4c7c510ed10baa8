"""A generated project, installed as its owner would: clean and tested from the first minute."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_cookiecutter
from tests.pythons import SUPPORTED, clean_environment, supported, uv

PYTHONS = supported()
# Levels whose own tests run here; level 2 is not built yet.
LEVELS = [0, 1]


def poe(project: Path, task: str, python: str, *arguments: str) -> None:
    result = subprocess.run(
        [uv(), "run", "poe", task, *arguments],
        cwd=project,
        env=clean_environment(python),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert result.returncode == 0, f"uv run poe {task}\n{result.stdout}"


def test_at_least_one_supported_python_is_found():
    assert PYTHONS and set(PYTHONS) <= set(SUPPORTED)


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("version", PYTHONS)
def test_as_generated_it_is_linted_formatted_and_passes_its_tests(
    template, tmp_path, version, level
):
    project = with_cookiecutter(template, tmp_path, level, {"python_version": version})
    commit_all(project)
    for task in ("lint", "format"):
        poe(project, task, PYTHONS[version])
    # Level 1's slow tests start processes and wait for them: `uv run poe test` in a project.
    some = [] if level == 0 else ["-m", "not slow"]
    poe(project, "test", PYTHONS[version], *some)
    # The lock file is the user's to commit; nothing else may be new or changed.
    changed = [line[3:] for line in git(project, "status", "--porcelain").splitlines()]
    assert [path for path in changed if path != "uv.lock"] == []


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_awkward_text_passes_the_projects_own_linter(template, tmp_path, level):
    text = {
        "project_name": "Räder \"am\" 'Tag' \\ {{ x }} # 🚲 " + "x" * 40,
        "description": "Says \"how\" 'many' \\n {{ x }} # 👩🏽‍🔬 " + "y" * 150,
        "author": 'O\'Neil "冬" \\',
        "package_name": "a" * 40,
    }
    version = next(iter(PYTHONS))
    project = with_cookiecutter(template, tmp_path, level, {"python_version": version, **text})
    poe(project, "lint", PYTHONS[version])
