"""A generated project, installed as its owner would: clean and tested from the first minute."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_cookiecutter
from tests.pythons import SUPPORTED, clean_environment, supported, uv

PYTHONS = supported()
OLDEST, *NEWER = PYTHONS
# Each level has the tests of those below it. What starts processes and waits for them takes
# minutes: once, at the level that brings it.
RUNS = [
    *[(version, 0, "slow or not slow") for version in PYTHONS],
    (OLDEST, 1, "slow or not slow"),
    *[(version, 2, "not slow") for version in NEWER or [OLDEST]],
]

# Tests of what starts processes, kills them, and keeps databases: no owner has to carry them.
INSIDE = Path(__file__).parent / "inside"


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
@pytest.mark.parametrize(("version", "level", "chosen"), RUNS)
def test_as_generated_it_is_linted_formatted_and_passes_its_tests(
    template, tmp_path, version, level, chosen
):
    project = with_cookiecutter(template, tmp_path, level, {"python_version": version})
    commit_all(project)
    for task in ("lint", "format"):
        poe(project, task, PYTHONS[version])
    poe(project, "test", PYTHONS[version], "-m", chosen)
    # The lock file is the user's to commit; nothing else may be new or changed.
    changed = [line[3:] for line in git(project, "status", "--porcelain").splitlines()]
    assert [path for path in changed if path != "uv.lock"] == []


@pytest.mark.slow
@pytest.mark.parametrize("level", [int(path.name[-1]) for path in sorted(INSIDE.glob("level*"))])
def test_its_machinery_works(template, tmp_path, level):
    """What a user need not maintain: tests of processes, files and refusals, run inside."""
    project = with_cookiecutter(template, tmp_path, level, {"python_version": OLDEST})
    shutil.copytree(INSIDE / f"level{level}", project / "tests" / "inside")
    poe(project, "test", PYTHONS[OLDEST], "tests/inside", "-m", "slow or not slow")


@pytest.mark.slow
@pytest.mark.parametrize("level", [0, 1, 2])
def test_awkward_text_passes_the_projects_own_linter(template, tmp_path, level):
    text = {
        "project_name": "Räder \"am\" 'Tag' \\ {{ x }} # 🚲 " + "x" * 40,
        "description": "Says \"how\" 'many' \\n {{ x }} # 👩🏽‍🔬 " + "y" * 150,
        "author": 'O\'Neil "冬" \\',
        "package_name": "a" * 40,
    }
    project = with_cookiecutter(template, tmp_path, level, {"python_version": OLDEST, **text})
    poe(project, "lint", PYTHONS[OLDEST])
