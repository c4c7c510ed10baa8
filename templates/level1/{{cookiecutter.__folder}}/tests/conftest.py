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


@pytest.fixture(scope="session")
def run() -> Callable[..., int]:
    """Run a command as typed, in this process; returns its exit code."""
    from {{ cookiecutter.package_name }}.__main__ import main

    def run_command(*arguments: object) -> int:
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        return 0

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


@pytest.fixture(scope="module")
def kept(few: str, run: Callable[..., int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what all steps make."""
    from {{ cookiecutter.package_name }}.core.paths import HOME

    shutil.rmtree(HOME, ignore_errors=True)
    assert run("steps.all") == 0
    return shutil.copytree(HOME, tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def made(home: Path, kept: Path) -> Path:
    """The bundle, with all that led to it."""
    shutil.copytree(kept, home, dirs_exist_ok=True)
    return next(path for path in (home / "handover").iterdir() if path.is_dir())


@pytest.fixture
def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows to score."""
    from {{ cookiecutter.package_name }}.core import contract
    from {{ cookiecutter.package_name }}.problem.schema import Inputs

    return rows[contract.columns(Inputs)].head(30)


@pytest.fixture
def file(tmp_path: Path, table: pd.DataFrame) -> Path:
    """The same as a file."""
    table.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path / "rows.csv"
