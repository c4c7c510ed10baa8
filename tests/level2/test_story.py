"""The end of the level's story, on the real data: the change that lesson 4 measures, delivered."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_copier
from tests.level2.act.runner import own_environment
from tests.pythons import uv

pytestmark = pytest.mark.slow


class Project:
    """A project as generated, and its commands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._environment = own_environment() | {"UV_PYTHON_DOWNLOADS": "never"}

    def poe(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [uv(), "run", "--quiet", "poe", "--quiet", *arguments],
            cwd=self.path,
            env=self._environment | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def deliver(self, target: str) -> None:
        self.poe("bundle")
        for step in ("deploy", "run"):
            self.poe(step, "--target", target)

    def set_window(self, months: int) -> None:
        params = self.path / "params.toml"
        text = params.read_text(encoding="utf-8")
        assert "window = 0 " in text
        changed = text.replace("window = 0 ", f"window = {months} ")
        params.write_text(changed, encoding="utf-8")
        git(self.path, "commit", "--all", "--message", f"Look back {months} months")


@pytest.fixture(scope="module")
def project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    path = with_copier(template, tmp_path_factory.mktemp("story") / "bike-rides", 2, {})
    subprocess.run([uv(), "lock", "--quiet"], cwd=path, env=os.environ, check=True)
    commit_all(path)
    return Project(path)


def champion(target: Path) -> tuple[int, float]:
    """Version that serves on a target, and its error on the month it was held to."""
    with closing(sqlite3.connect(target / "shared" / "state" / "mlflow.db")) as registry:
        [[version]] = registry.execute(
            "SELECT version FROM registered_model_aliases WHERE alias = 'champion'"
        )
        [[error]] = registry.execute(
            "SELECT value FROM model_version_tags WHERE version = ? AND key = 'metric.wape'",
            [version],
        )
    return version, float(error)


def test_the_change_is_delivered_and_trains_there(project: Project) -> None:
    staging = project.path / "deployments" / "staging"
    project.poe("extract", "--until", "2012-08", PROJECT_HOME=str(staging / "shared"))
    project.deliver("staging")
    first, stalled = champion(staging)
    project.set_window(6)
    project.deliver("staging")
    second, better = champion(staging)
    assert "by version 2" in project.poe("smoke", "--target", "staging")
    assert (first, second) == (1, 2)
    assert stalled > 0.2 > better
