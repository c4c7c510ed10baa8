"""operations.toml is checked when it is read; what goes wrong outside is said in one line."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError

Changed = Callable[[str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The project's file with one text replaced by another."""

    def write(old: str, new: str) -> Path:
        text = operations.OPERATIONS.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "operations.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("margin =", "margins =", r"\[gate\] margins: unknown key \(did you mean margin\?\)"),
        ("[gate]", "[gates]", r"\[gates\]: unknown key \(did you mean gate\?\)"),
        ("\nport =", "\nport = 80000 #", r"\[service\] port = 80000: .*less than or equal to"),
        ("days =", "days = -1 #", r"\[retention\] days = -1: .*greater than or equal to 0"),
    ],
)
def test_a_mistake_is_named(changed: Changed, old: str, new: str, problem: str):
    with pytest.raises(ProjectError, match=problem):
        operations.load(changed(old, new))


def test_the_databases_are_the_project_s_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    assert operations.tracking_uri().endswith("/state/mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://models.example.org")
    assert operations.tracking_uri() == "https://models.example.org"


def test_a_simulation_sets_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PROJECT_CLOCK", "2011-07-01T02:00")
    assert operations.now() == datetime(2011, 7, 1, 2)
