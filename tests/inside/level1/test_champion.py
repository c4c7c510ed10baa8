"""Who answers, as the registry changes, fails and comes back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bike_rides.core.contract import columns
from bike_rides.operations import Service
from bike_rides.problem import features, model
from bike_rides.problem.schema import TARGET, Inputs
from bike_rides.registry.connection import RegistryUnavailable
from bike_rides.registry.versions import Stored, Version
from bike_rides.service.app import create_app
from bike_rides.service.champion import ChampionHolder, State
from bike_rides.service.log import PredictionLog
from fastapi.testclient import TestClient


@dataclass
class Registry:
    """Stands for the registry: who is champion, and what loading it gives or raises."""

    stored: Stored
    number: int | None = 1
    reachable: bool = True
    broken: dict[int, Exception] = field(default_factory=dict)
    loads: list[int] = field(default_factory=list)

    def champion(self) -> Version | None:
        if not self.reachable:
            raise RegistryUnavailable("model registry at nowhere: gone")
        created = datetime(2030, 1, 1)
        return Version(self.number, "run", "b", "a", created, {}) if self.number else None

    def load(self, version: Version) -> Stored:
        self.loads.append(version.number)
        if version.number in self.broken:
            raise self.broken[version.number]
        return self.stored


@pytest.fixture(scope="session")
def stored(rows: pd.DataFrame) -> Stored:
    """A fitted model of the problem."""
    fitted = model.fit(model.ModelParams(), features.build(rows), rows[TARGET])
    return Stored(fitted, fitted, {}, rows[columns(Inputs)].tail(20))


@pytest.fixture
def registry(stored: Stored) -> Registry:
    return Registry(replace(stored))


@pytest.fixture
def holder(registry: Registry) -> ChampionHolder:
    """What follows the registry, here whenever the test calls `refresh`."""
    made = ChampionHolder(registry.champion, registry.load)
    made.refresh()
    return made


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The prediction log's."""
    path = tmp_path / "predictions.db"
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{path.as_posix()}")
    return path


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


@pytest.fixture
def served(client: TestClient, requests: Callable[..., Any]) -> Callable[[], int]:
    """The version that answers."""
    rows = {"rows": requests(1), "question": True}
    return lambda: client.post("/predict", json=rows).json()["model_version"]


def test_without_a_champion_it_says_why(
    client: TestClient, requests: Callable[..., Any], registry: Any, holder: ChampionHolder
) -> None:
    holder.state, registry.number = State(), None
    holder.refresh()
    answer = client.post("/predict", json={"rows": requests(1)})
    assert answer.status_code == 503
    assert answer.json()["detail"] == "no champion yet: run `uv run poe pipeline`"
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_it_follows_the_champion_forth_and_back(
    served: Callable[[], int], registry: Any, holder: ChampionHolder
) -> None:
    found = []
    for number in (1, 2, 2, 1):
        registry.number = number
        holder.refresh()
        found.append(served())
    assert found == [1, 2, 2, 1]
    assert registry.loads == [1, 2, 1]


def test_a_version_that_fails_to_load_leaves_the_old_one_and_is_tried_again(
    client: TestClient,
    served: Callable[[], int],
    registry: Any,
    holder: ChampionHolder,
) -> None:
    registry.broken[3], registry.number = ValueError("truncated file"), 3
    holder.refresh()
    assert served() == 1
    assert client.get("/ready").json()["problem"] == "version 3 could not be loaded: truncated file"
    assert "champion_followed 0.0" in client.get("/metrics").text
    registry.broken.clear()
    holder.refresh()
    assert served() == 3
    assert client.get("/ready").json()["problem"] is None


def test_a_version_for_other_inputs_leaves_the_old_one_serving(
    client: TestClient, served: Callable[[], int], holder: ChampionHolder, registry: Any
) -> None:
    registry.stored, registry.number = (
        replace(registry.stored, sample=registry.stored.sample[:0]),
        2,
    )
    holder.refresh()
    assert served() == 1
    assert "other inputs" in client.get("/ready").json()["problem"]


def test_a_registry_out_of_reach_changes_nothing_for_clients(
    client: TestClient, served: Callable[[], int], registry: Any, holder: ChampionHolder
) -> None:
    registry.reachable = False
    holder.refresh()
    assert served() == 1
    ready = client.get("/ready")
    assert ready.status_code == 200
    assert ready.json()["problem"] == "model registry at nowhere: gone"
    assert "champion_followed 0.0" in client.get("/metrics").text


def test_a_registry_that_names_nobody_any_more_does_not_stop_it(
    client: TestClient, served: Callable[[], int], registry: Any, holder: ChampionHolder
) -> None:
    registry.number = None
    holder.refresh()
    assert served() == 1
    assert "version 1 goes on" in client.get("/ready").json()["problem"]


def test_what_is_no_number_is_no_answer(
    client: TestClient,
    requests: Callable[..., Any],
    holder: ChampionHolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert holder.state.champion
    scorer = holder.state.champion.scorer
    monkeypatch.setattr(scorer, "score", lambda _: {"prediction": [float("nan")]})
    answer = client.post("/predict", json={"rows": requests(1)})
    assert answer.status_code == 500
    assert "no number" in answer.json()["detail"]


def test_the_page_shows_the_contract_and_needs_no_other_machine(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert list(described["components"]["schemas"]["Inputs"]["properties"]) == columns(Inputs)
    page = client.get("/docs").text
    assert "http://" not in page and "https://" not in page
    assert client.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200
