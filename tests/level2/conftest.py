"""A Level 2 project, small enough to be delivered in seconds."""

import csv
import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_copier
from tests.level2.act.runner import REPOSITORY
from tests.level2.act.world import World, make
from tests.pythons import uv

MONTHS = ("2011-01", "2011-02", "2011-03", "2011-04", "2011-05")
UNTIL = "2011-03"


def shrink(project: Path) -> None:
    """Few months and few tests: what the steps of a workflow do is the same."""
    source = project / "data" / "source" / "bike_sharing.csv.gz"
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "timestamp" or row[0][:7] in MONTHS]
    with gzip.open(source, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    params = project / "params.toml"
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace('until = "2011-06"', f'until = "{UNTIL}"'), encoding="utf-8")
    shutil.rmtree(project / "tests")
    (project / "tests").mkdir()
    (project / "tests" / "test_one.py").write_text("def test_one() -> None: ...\n", "utf-8")


@pytest.fixture(scope="session")
def small_project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shrunk, locked, committed; worlds are made of copies."""
    project = with_copier(template, tmp_path_factory.mktemp("small") / "bike-rides", 2, {})
    shrink(project)
    subprocess.run([uv(), "lock", "--quiet"], cwd=project, check=True)
    commit_all(project)
    git(project, "branch", "--move", "main")
    git(project, "remote", "add", "origin", f"https://github.com/{REPOSITORY}.git")
    return project


@pytest.fixture(scope="session")
def environment(small_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One environment for all jobs: they run one after the other, and each would make its own."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    chosen = {"UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON_DOWNLOADS": "never"}
    sync = [uv(), "sync", "--quiet", "--locked", "--no-install-project"]
    subprocess.run(sync, cwd=small_project, env=os.environ | chosen, check=True)
    return chosen


@pytest.fixture
def fresh(small_project: Path, environment: dict[str, str], tmp_path: Path) -> World:
    """Nothing has been delivered yet."""
    return make(small_project, environment, tmp_path)


@pytest.fixture(scope="session")
def delivered(
    small_project: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> World:
    """One release is live on staging and production, as a push to main has brought it there.

    The scenarios share it, one after the other: each compares with what it finds.
    """
    world = make(small_project, environment, tmp_path_factory.mktemp("delivered"))
    world.skip_checks()
    world.add_faults()
    world.deliver()
    return world


@pytest.fixture(scope="session")
def delivered_twice(delivered: World) -> World:
    """One release more, whose training makes another model the champion."""
    delivered.let_any_model_pass()
    delivered.deliver()
    return delivered
