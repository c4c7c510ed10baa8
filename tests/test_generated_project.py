"""A generated project, installed as its owner would: clean and tested from the first minute."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_cookiecutter
from tests.pythons import SUPPORTED, clean_environment, supported, uv

PYTHONS = supported()
OLDEST, NEWEST = min(PYTHONS), max(PYTHONS)
# Each level has the tests of those below it. What starts processes and waits for them takes
# minutes: once, at the level that brings it. Level 0 on the oldest one is what test_problems has.
RUNS = [
    (NEWEST, 0, "slow or not slow"),
    (OLDEST, 1, "slow or not slow"),
    (NEWEST, 2, "not slow"),
]


def run(project: Path, python: str, *command: str) -> None:
    """`uv run` as the project's owner would, with this Python."""
    result = subprocess.run(
        [uv(), "run", *command],
        cwd=project,
        env=clean_environment(python),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert result.returncode == 0, f"uv run {' '.join(command)}\n{result.stdout}"


def test_at_least_one_supported_python_is_found():
    assert PYTHONS and set(PYTHONS) <= set(SUPPORTED)


@pytest.mark.slow
@pytest.mark.parametrize(("version", "level", "chosen"), RUNS)
def test_as_generated_it_is_linted_formatted_and_passes_its_tests(
    template, tmp_path, version, level, chosen
):
    project = with_cookiecutter(template, tmp_path, level, {"python_version": version})
    commit_all(project)
    for task in ("lint", "format"):
        run(project, PYTHONS[version], "poe", task)
    run(project, PYTHONS[version], "poe", "test", "-m", chosen)
    # The lock file is the user's to commit; nothing else may be new or changed.
    changed = [line[3:] for line in git(project, "status", "--porcelain").splitlines()]
    assert [path for path in changed if path != "uv.lock"] == []


@pytest.mark.slow
def test_the_lowest_versions_that_it_declares_work(template, tmp_path):
    # With the requirements and the tests of the levels below.
    project = with_cookiecutter(template, tmp_path, 2, {"python_version": OLDEST})
    quick = ["--resolution", "lowest-direct", "pytest", "-m", "not slow"]
    run(project, PYTHONS[OLDEST], *quick)


@pytest.mark.slow
def test_awkward_text_passes_the_projects_own_linter(template, tmp_path):
    text = {
        "project_name": "Räder \"am\" 'Tag' \\ {{ x }} # 🚲 " + "x" * 40,
        "description": "Says \"how\" 'many' \\n {{ x }} # 👩🏽‍🔬 " + "y" * 150,
        "author": 'O\'Neil "冬" \\',
        "package_name": "a" * 40,
    }
    # With the files of the levels below.
    project = with_cookiecutter(template, tmp_path, 2, {"python_version": OLDEST, **text})
    run(project, PYTHONS[OLDEST], "poe", "lint")
