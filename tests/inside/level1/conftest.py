"""A registry of its own for each test, and a project with a first champion."""

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from bike_rides import operations
from bike_rides.core import contract, params
from bike_rides.core.paths import HOME, LANDING
from bike_rides.pipeline import runs
from bike_rides.pipeline.landing import fingerprint, look
from bike_rides.pipeline.retrain import run_once
from bike_rides.problem import plots, source
from bike_rides.registry import tracking, versions
from bike_rides.steps.extract import extract


def pytest_configure(config: pytest.Config) -> None:
    # Warnings are errors, but not those that these libraries give about themselves.
    config.addinivalue_line("filterwarnings", "ignore:::(dagster|mlflow)([.].*)?")


def hurry(patch: pytest.MonkeyPatch) -> None:
    """A smaller model and one plot."""
    chosen = params.load()
    model = chosen.model.model_copy(update={"max_iter": 40, "learning_rate": 0.2})
    quick = chosen.model_copy(update={"model": model})
    patch.setattr(params, "load", lambda: quick)
    patch.setattr(plots, "EVALUATION", dict(islice(plots.EVALUATION.items(), 1)))


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry's database with nothing in it: making one takes seconds."""
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path.as_posix()}")
        tracking.client()
    return path


@pytest.fixture
def registry_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Let the test work on a copy of a registry's database."""

    def use(database: Path) -> None:
        # A path of its own for each test: MLflow keeps connections to a file it knows.
        copy = Path(shutil.copy(database, tmp_path / "mlflow.db"))
        monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{copy.as_posix()}")

    return use


@pytest.fixture
def fresh(home: Path, empty_registry: Path, registry_at: Callable[[Path], None]) -> Path:
    """A project that has never run."""
    # This process holds it since its last run.
    runs.LOCK.release(force=True)
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
        assert run_once(made, {}).startswith("promoted: version 1: candidate ")
    shutil.copytree(HOME, kept / "home")
    return database, kept / "home"


@pytest.fixture
def settled_project(
    home: Path, first_champion: tuple[Path, Path], registry_at: Callable[[Path], None]
) -> Path:
    """A project with version 1 as champion, trained on January to June 2011."""
    runs.LOCK.release(force=True)
    database, folder = first_champion
    registry_at(database)
    shutil.copytree(folder, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def trained(settled_project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, and what is trained in this process is trained quickly."""
    hurry(monkeypatch)
    return settled_project


@pytest.fixture
def land() -> Callable[..., Path]:
    """Land a month; the file as the source gives it, or as `change` returns it."""

    def put(month: str, change: Callable[[pd.DataFrame], pd.DataFrame] | None = None) -> Path:
        path = LANDING / f"{month}.csv"
        if change:
            contract.write_csv(path, change(source.read_batch(month).copy()))
        else:
            extract(month)
        return path

    return put


@pytest.fixture
def outcome() -> Callable[[], str | None]:
    """How the training of what lies in the landing folder ended."""

    def found() -> str | None:
        settings = operations.load()
        landed = look(settings.validation).complete
        return tracking.outcome(fingerprint(landed, params.load(), settings))

    return found


@pytest.fixture
def champion() -> Callable[[], versions.Version]:
    """Who is champion now; there has to be one."""

    def current() -> versions.Version:
        found = versions.champion()
        assert found
        return found

    return current
