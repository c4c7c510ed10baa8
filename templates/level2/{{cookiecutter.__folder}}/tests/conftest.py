"""Every test works in a folder of its own: what the steps made in the project stays."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

SCRATCH = tempfile.mkdtemp(prefix="tests-")
# Before the package is imported: it reads both once.
os.environ["PROJECT_HOME"] = SCRATCH
os.environ["OMP_NUM_THREADS"] = "1"


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture
def home() -> Path:
    """The folder that the steps write to, empty."""
    from {{ cookiecutter.package_name }}.core.paths import HOME

    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    return HOME


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run a command as typed, in this process; returns its exit code."""

    def run_command(main: Callable[[], None], *arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["command", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        return 0

    return run_command


@pytest.fixture
def month() -> pd.DataFrame:
    """The first month as the source gives it: all text."""
    from {{ cookiecutter.package_name }}.problem.source import read_month

    return read_month("2011-01")
