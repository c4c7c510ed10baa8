"""The service in this process, with a champion that was trained here."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.core.contract import columns
from {{ cookiecutter.package_name }}.operations import Service
from {{ cookiecutter.package_name }}.problem import features, model
from {{ cookiecutter.package_name }}.problem.schema import TARGET, Inputs
from {{ cookiecutter.package_name }}.registry.versions import Stored, Version
from {{ cookiecutter.package_name }}.service.app import create_app
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder
from {{ cookiecutter.package_name }}.service.log import PredictionLog


@pytest.fixture(scope="session")
def stored(rows: pd.DataFrame) -> Stored:
    """A fitted model of the problem."""
    fitted = model.fit(model.ModelParams(), features.build(rows), rows[TARGET])
    return Stored(fitted, fitted, {}, rows[columns(Inputs)].tail(20))


@pytest.fixture
def holder(stored: Stored) -> ChampionHolder:
    """What follows a registry with one version."""
    version = Version(1, "run", "b", "a", datetime(2030, 1, 1), {})
    made = ChampionHolder(lambda: version, lambda _: stored)
    made.refresh()
    return made


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The prediction log's."""
    path = tmp_path / "predictions.db"
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{path.as_posix()}")


@pytest.fixture
def predictions() -> PredictionLog:
    """A log that nobody has started."""
    return PredictionLog()


@pytest.fixture
def client(holder: ChampionHolder, predictions: PredictionLog) -> TestClient:
    settings = Service(max_rows=50, max_body_bytes=20_000)
    return TestClient(create_app(holder, predictions, settings), base_url="http://localhost")


@pytest.fixture
def requests(rows: pd.DataFrame) -> Callable[[int], list[dict[str, Any]]]:
    """The first rows, as a client would send them."""

    def first(count: int) -> list[dict[str, Any]]:
        text = rows[columns(Inputs)].head(count).to_json(orient="records", date_format="iso")
        return json.loads(text)

    return first
