"""operations.toml is checked when it is read."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError

START_WITH_A_MISTAKE = """
from {package} import operations
from {package}.core.errors import ProjectError

def load():
    raise ProjectError("operations.toml: wrong")

operations.load = load
from {package}.{module} import main
main()
"""


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
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
        ("port = 8000", "port = 80000", r"\[service\] port = 80000: .*less than or equal to 65535"),
        (
            "schedule =",
            'schedule = "often" #',
            r"\[triggers\] schedule = 'often': .*not five fields",
        ),
        ('"in_process"\n', '"spark"\n', r"\[pipeline\] executor = 'spark': .*'dask'"),
    ],
)
def test_a_mistake_is_named(changed: Callable[[str, str], Path], old: str, new: str, problem: str):
    with pytest.raises(ProjectError, match=problem):
        operations.load(changed(old, new))


@pytest.mark.slow
@pytest.mark.parametrize("module", ["pipeline.run", "service.main", "monitoring.main"])
def test_a_mistake_is_one_line_from_every_command(module: str):
    package = operations.__name__.split(".")[0]
    script = START_WITH_A_MISTAKE.format(package=package, module=module)
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert process.stderr.splitlines()[-1] == "error: operations.toml: wrong"
    assert "Traceback" not in process.stderr


def test_an_empty_schedule_turns_it_off(changed: Callable[[str, str], Path]):
    path = changed("schedule =", 'schedule = "" #')
    assert operations.load(path).triggers.schedule == ""


def test_the_databases_are_the_project_s_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    assert operations.tracking_uri().endswith("/state/mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://models.example.org")
    assert operations.tracking_uri() == "https://models.example.org"
