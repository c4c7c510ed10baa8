"""The service in this process, on a registry that does what the test tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.monitoring.prediction_log import PredictionLog
from {{ cookiecutter.package_name }}.operations import Service
from {{ cookiecutter.package_name }}.problem import features, source
from {{ cookiecutter.package_name }}.problem.model import ModelParams, make_model
from {{ cookiecutter.package_name }}.problem.schema import INPUTS, OBSERVATIONS, TARGET
from {{ cookiecutter.package_name }}.registry import RegistryUnavailable, Version
from {{ cookiecutter.package_name }}.service.app import create_app
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder


def make_version(number: int) -> Version:
    created = datetime(2011, 7, 1, tzinfo=UTC)
    return Version(number, "run", "2011-06", "2011-05", created, {"wape": 0.15}, str(number))


@dataclass
class Registry:
    """Stands for the registry: who is champion, and what loading it gives or raises."""

    models: dict[int, Any]
    number: int | None = None
    reachable: bool = True
    loads: list[int] = field(default_factory=list)

    def champion(self) -> Version | None:
        if not self.reachable:
            raise RegistryUnavailable("model registry at nowhere: gone")
        return make_version(self.number) if self.number else None

    def load(self, version: Version) -> Any:
        self.loads.append(version.number)
        model = self.models[version.number]
        if isinstance(model, Exception):
            raise model
        return model


@pytest.fixture(scope="session")
def observed() -> pd.DataFrame:
    """Two months of rows that keep the contract."""
    rows = pd.concat([source.read_month(month) for month in ("2011-01", "2011-02")])
    return check(rows.reset_index(drop=True), OBSERVATIONS, "rows")


@pytest.fixture(scope="session")
def models(observed: pd.DataFrame) -> dict[int, Any]:
    """Two models that answer differently, as versions 1 and 2."""
    seen = features.build(observed)
    chosen = {1: {"max_iter": 40}, 2: {"max_iter": 5}}
    return {
        number: make_model(ModelParams.model_validate(params)).fit(seen, observed[TARGET])
        for number, params in chosen.items()
    }


@pytest.fixture
def registry(models: dict[int, Any]) -> Registry:
    """Version 1 is champion."""
    return Registry(dict(models), number=1)


@pytest.fixture
def holder(registry: Registry) -> ChampionHolder:
    """What follows the registry, here whenever the test calls `refresh`."""
    made = ChampionHolder(registry.champion, registry.load)
    made.refresh()
    return made


@pytest.fixture
def predictions(tmp_path: Path) -> PredictionLog:
    """A log that nobody has started."""
    return PredictionLog(f"sqlite:///{(tmp_path / 'predictions.db').as_posix()}", limit=1000)


@pytest.fixture
def client(holder: ChampionHolder, predictions: PredictionLog) -> TestClient:
    """A client of the service."""
    settings = Service(max_rows=50, max_body_bytes=20_000)
    return TestClient(create_app(holder, predictions, settings))


@pytest.fixture
def example(client: TestClient) -> dict[str, Any]:
    """The row that the service's page shows."""
    described = client.get("/openapi.json").json()["paths"]["/predict"]["post"]["requestBody"]
    return described["content"]["application/json"]["schema"]["example"]["rows"][0]


@pytest.fixture
def requests(observed: pd.DataFrame) -> Callable[[int], list[dict[str, Any]]]:
    """The first rows, as a client would send them."""

    def first(count: int) -> list[dict[str, Any]]:
        rows = observed[list(INPUTS.columns)].head(count)
        return rows.assign(timestamp=rows["timestamp"].map(pd.Timestamp.isoformat)).to_dict(
            "records"
        )

    return first
