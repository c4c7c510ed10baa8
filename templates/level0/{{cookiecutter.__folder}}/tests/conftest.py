"""Every test works in a folder of its own: what the steps made in the project stays."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

SCRATCH = tempfile.mkdtemp(prefix="tests-")
# Before the package is imported: it reads both once.
os.environ["PROJECT_HOME"] = SCRATCH
os.environ["OMP_NUM_THREADS"] = "1"


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


def run_command(*arguments: object) -> int:
    """Run a command as typed, in this process; returns its exit code."""
    from {{ cookiecutter.package_name }}.__main__ import main

    try:
        main([str(argument) for argument in arguments])
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


@pytest.fixture(scope="session")
def run() -> Callable[..., int]:
    return run_command


@pytest.fixture
def home() -> Path:
    """The folder that the steps write to, empty."""
    from {{ cookiecutter.package_name }}.core.paths import HOME

    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    return HOME


@pytest.fixture(scope="module")
def few() -> Iterator[str]:
    """Let the steps work with the oldest batches only; gives the newest of them."""
    from {{ cookiecutter.package_name }}.core import params
    from {{ cookiecutter.package_name }}.problem import source

    chosen = params.load()
    until = source.batches()[: chosen.data.holdout + 2][-1]
    data = chosen.data.model_copy(update={"until": until, "window": 0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(params, "load", lambda: chosen.model_copy(update={"data": data}))
        yield until


@pytest.fixture(scope="session")
def rows() -> pd.DataFrame:
    """The source's three oldest batches, checked."""
    from {{ cookiecutter.package_name }}.core import contract
    from {{ cookiecutter.package_name }}.problem import schema, source

    tables = [
        contract.check(source.read_batch(name), schema.Observation, name)
        for name in source.batches()[:3]
    ]
    return pd.concat(tables, ignore_index=True)
