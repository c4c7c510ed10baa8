"""Who answers, as the registry changes, fails and comes back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.service import champion
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder, State


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


def test_a_version_that_fails_to_load_leaves_the_old_one_and_is_tried_again_later(
    client: TestClient,
    served: Callable[[], int],
    registry: Any,
    holder: ChampionHolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry.broken[3], registry.number = ValueError("truncated file"), 3
    for _ in range(3):
        holder.refresh()
    assert registry.loads == [1, 3]
    assert served() == 1
    assert client.get("/ready").json()["problem"] == "version 3 could not be loaded: truncated file"
    assert "champion_load_failures 1.0" in client.get("/metrics").text
    registry.broken.clear()
    later = champion.time.monotonic() + champion.RETRY_SECONDS + 1
    monkeypatch.setattr(champion.time, "monotonic", lambda: later)
    holder.refresh()
    assert served() == 3
    assert client.get("/ready").json()["problem"] is None


def test_a_version_for_other_inputs_leaves_the_old_one_serving(
    client: TestClient, served: Callable[[], int], holder: ChampionHolder, registry: Any
) -> None:
    registry.stored, registry.number = replace(registry.stored, sample=registry.stored.sample[:0]), 2
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
    assert "registry_reachable 0.0" in client.get("/metrics").text


def test_a_registry_that_names_nobody_any_more_does_not_stop_it(
    client: TestClient, served: Callable[[], int], registry: Any, holder: ChampionHolder
) -> None:
    registry.number = None
    holder.refresh()
    assert served() == 1
    assert "version 1 goes on" in client.get("/ready").json()["problem"]
