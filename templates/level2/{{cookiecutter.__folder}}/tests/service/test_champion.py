"""Who answers, as the registry changes, fails and comes back."""

from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.service import champion
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder

pytestmark = pytest.mark.example


def version_in_answer(client: TestClient, example: dict[str, Any]) -> int:
    return client.post("/predict", json={"rows": [example]}).json()["model_version"]


def test_without_a_champion_it_says_why(
    client: TestClient, example: dict[str, Any], registry: Any, holder: ChampionHolder
) -> None:
    holder.state = champion.State()
    registry.number = None
    holder.refresh()
    answer = client.post("/predict", json={"rows": [example]})
    assert answer.status_code == 503
    assert answer.json()["detail"] == "no champion yet: run `uv run poe pipeline`"
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200


def test_it_follows_the_champion_forth_and_back(
    client: TestClient, example: dict[str, Any], registry: Any, holder: ChampionHolder
) -> None:
    served = []
    for number in (1, 2, 2, 1):
        registry.number = number
        holder.refresh()
        served.append(version_in_answer(client, example))
    assert served == [1, 2, 2, 1]
    assert registry.loads == [1, 2, 1]


def test_a_version_that_fails_to_load_leaves_the_old_one_serving(
    client: TestClient, example: dict[str, Any], registry: Any, holder: ChampionHolder
) -> None:
    registry.models[3], registry.number = ValueError("truncated file"), 3
    holder.refresh()
    assert version_in_answer(client, example) == 1
    ready = client.get("/ready").json()
    assert ready["model"]["version"] == 1
    assert ready["problem"] == "version 3 could not be loaded: truncated file"
    assert "champion_load_failures 1.0" in client.get("/metrics").text


def test_it_is_tried_again_later_and_not_at_every_look(
    registry: Any, holder: ChampionHolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.models[3], registry.number = ValueError("disk full"), 3
    for _ in range(3):
        holder.refresh()
    assert registry.loads == [1, 3]
    registry.models[3] = registry.models[2]
    now = champion.time.monotonic() + champion.RETRY_SECONDS + 1
    monkeypatch.setattr(champion.time, "monotonic", lambda: now)
    holder.refresh()
    assert holder.state.champion
    assert holder.state.champion.version.number == 3
    assert holder.state.problem == ""


def test_a_version_for_other_inputs_leaves_the_old_one_serving(
    client: TestClient, holder: ChampionHolder, registry: Any, example: dict[str, Any]
) -> None:
    class ForOtherInputs:
        def predict(self, seen: pd.DataFrame) -> pd.Series:
            return seen["number_of_moons"]

    registry.models[2], registry.number = ForOtherInputs(), 2
    holder.refresh()
    assert client.post("/predict", json={"rows": [example]}).json()["model_version"] == 1
    assert "number_of_moons" in client.get("/ready").json()["problem"]


def test_a_registry_out_of_reach_changes_nothing_for_clients(
    client: TestClient, example: dict[str, Any], registry: Any, holder: ChampionHolder
) -> None:
    registry.reachable = False
    holder.refresh()
    assert version_in_answer(client, example) == 1
    ready = client.get("/ready")
    assert ready.status_code == 200
    assert ready.json()["problem"] == "model registry at nowhere: gone"
    assert "registry_reachable 0.0" in client.get("/metrics").text
    registry.reachable = True
    holder.refresh()
    assert client.get("/ready").json()["problem"] is None


def test_a_registry_that_names_nobody_any_more_does_not_stop_it(
    client: TestClient, example: dict[str, Any], registry: Any, holder: ChampionHolder
) -> None:
    registry.number = None
    holder.refresh()
    assert version_in_answer(client, example) == 1
    assert "version 1 goes on" in client.get("/ready").json()["problem"]


def test_metrics_count_requests_rows_and_versions(
    client: TestClient, example: dict[str, Any]
) -> None:
    client.post("/predict", json={"rows": [example] * 3})
    client.post("/predict", json={"rows": []})
    page = client.get("/metrics").text
    assert 'predict_requests_total{status="200"} 1.0' in page
    assert 'predict_requests_total{status="422"} 1.0' in page
    assert 'predict_rows_total{version="1"} 3.0' in page
    assert "champion_version 1.0" in page
