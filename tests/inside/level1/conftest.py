"""A registry of its own for each test, and a project with a first champion."""

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from {{ cookiecutter.package_name }} import operations, registry, tracking
from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.paths import HOME, LANDING
from {{ cookiecutter.package_name }}.core.tables import write_table
from {{ cookiecutter.package_name }}.pipeline import run as pipeline
from {{ cookiecutter.package_name }}.pipeline.landing import fingerprint, glance
from {{ cookiecutter.package_name }}.problem import plots, source
from {{ cookiecutter.package_name }}.steps.extract import extract


def pytest_configure(config: pytest.Config) -> None:
    # Warnings are errors, but not those that these libraries give about themselves.
    config.addinivalue_line("filterwarnings", "ignore:::(dagster|mlflow|skops)([.].*)?")


def hurry(patch: pytest.MonkeyPatch) -> None:
    """A smaller model, one plot, and no waiting for files that nobody else writes."""
    chosen, settings = params.load(), operations.load()
    model = chosen.model.model_copy(update={"max_iter": 40, "learning_rate": 0.2})
    triggers = settings.triggers.model_copy(update={"settle_seconds": 0.05, "watch_seconds": 0})
    quick = chosen.model_copy(update={"model": model})
    impatient = settings.model_copy(update={"triggers": triggers})
    patch.setattr(params, "load", lambda: quick)
    patch.setattr(operations, "load", lambda: impatient)
    patch.setattr(plots, "EVALUATION", dict(islice(plots.EVALUATION.items(), 1)))


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry's database with nothing in it: making one takes seconds."""
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path.as_posix()}")
        tracking.client()
    return path


@pytest.fixture
def registry_at(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Path], None]:
    """Let the test work on a copy of a registry's database."""

    def use(database: Path) -> None:
        # A path of its own for each test: MLflow keeps connections to a file it knows.
        copy = shutil.copy(database, tmp_path / "mlflow.db")
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{Path(copy).as_posix()}")

    return use


@pytest.fixture
def fresh(home: Path, empty_registry: Path, registry_at: Callable[[Path], None]) -> Path:
    """A project that has never run."""
    registry_at(empty_registry)
    return home


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Dagster without a database."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture(scope="session")
def first_champion(
    empty_registry: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A project whose pipeline has run once: copies of its registry and of its folder."""
    kept = tmp_path_factory.mktemp("champion")
    database = Path(shutil.copy(empty_registry, kept / "mlflow.db"))
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as made:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{database.as_posix()}")
        hurry(patch)
        assert pipeline.run_once(made, {}).startswith("promoted: version 1: candidate ")
    shutil.copytree(HOME, kept / "home")
    return database, kept / "home"


@pytest.fixture
def trained(
    home: Path, first_champion: tuple[Path, Path], registry_at: Callable[[Path], None]
) -> Path:
    """A project with version 1 as champion, trained on January to June 2011."""
    database, folder = first_champion
    registry_at(database)
    shutil.copytree(folder, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def land() -> Callable[..., Path]:
    """Land a month; the file as the source gives it, or as `change` returns it."""

    def put(month: str, change: Callable[[pd.DataFrame], pd.DataFrame] | None = None) -> Path:
        path = LANDING / f"{month}.csv"
        if change:
            write_table(path, change(source.read_month(month).copy()))
        else:
            extract(month)
        return path

    return put


@pytest.fixture
def outcome() -> Callable[[], str | None]:
    """How the training of what lies in the landing folder ended."""
    return lambda: tracking.outcome(
        fingerprint(glance().complete, params.load(), operations.load())
    )


@pytest.fixture
def champion() -> Callable[[], registry.Version]:
    """Who is champion now; there has to be one."""

    def current() -> registry.Version:
        found = registry.champion()
        assert found
        return found

    return current
