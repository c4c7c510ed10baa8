"""What landed, as the tests of the pipeline's decisions need it: no process, no database."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import contract
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.problem import source

Land = Callable[..., Path]


@pytest.fixture
def batches() -> list[str]:
    """The source's oldest two batches."""
    return source.batches()[:2]


@pytest.fixture
def land(home: Path) -> Land:
    """Land a batch; the file as the source gives it, or as `change` returns it."""

    def put(name: str, change: Callable[[pd.DataFrame], pd.DataFrame] | None = None) -> Path:
        path, rows = LANDING / f"{name}.csv", source.read_batch(name).copy()
        contract.write_csv(path, change(rows) if change else rows)
        return path

    return put


@pytest.fixture
def limits() -> operations.Validation:
    return operations.load().validation
