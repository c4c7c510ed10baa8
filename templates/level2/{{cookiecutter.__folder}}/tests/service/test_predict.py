"""POST /predict: what it takes, what it answers."""

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.model import predict
from {{ cookiecutter.package_name }}.service.batching import Batcher
from {{ cookiecutter.package_name }}.service.champion import ChampionHolder
from {{ cookiecutter.package_name }}.service.contract import batch_model, values
from {{ cookiecutter.package_name }}.service.scoring import InvalidRows

pytestmark = pytest.mark.example

Requests = Callable[[int], list[dict[str, Any]]]


@pytest.mark.parametrize("count", [1, 2, 50])
def test_the_service_predicts_what_the_pipeline_predicts(
    client: TestClient,
    requests: Requests,
    observed: pd.DataFrame,
    models: dict[int, Any],
    count: int,
) -> None:
    answer = client.post("/predict", json={"rows": requests(count)}).json()
    expected = predict(models[1], features.build(observed.head(count)))
    assert answer["model_version"] == 1
    np.testing.assert_allclose(answer["predictions"], expected, rtol=1e-9)


def test_so_does_it_with_a_model_that_it_knows_no_quick_way_for(
    client: TestClient,
    holder: ChampionHolder,
    requests: Requests,
    observed: pd.DataFrame,
    registry: Any,
) -> None:
    class Hours:
        def predict(self, seen: pd.DataFrame) -> pd.Series:
            return seen["hour"] + seen["humidity"].fillna(1000)

    registry.models[2], registry.number = Hours(), 2
    holder.refresh()
    answer = client.post("/predict", json={"rows": requests(20)}).json()
    expected = Hours().predict(features.build(observed.head(20)))
    np.testing.assert_allclose(answer["predictions"], expected, rtol=1e-9)


def test_what_is_no_number_is_no_answer(
    client: TestClient, holder: ChampionHolder, requests: Requests, registry: Any
) -> None:
    class Holes:
        def predict(self, seen: pd.DataFrame) -> np.ndarray:
            return np.where(np.arange(len(seen)) == 1, np.nan, 7.0)

    registry.models[2], registry.number = Holes(), 2
    holder.refresh()
    answer = client.post("/predict", json={"rows": requests(3)})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "version 2 has no number for row 1"


@pytest.mark.parametrize("part", ["_forest", "_columns"])
def test_every_quick_way_gives_what_the_plain_one_gives(
    holder: ChampionHolder, requests: Requests, part: str
) -> None:
    assert holder.state.champion
    scorer = holder.state.champion.scorer
    rows = values(batch_model(1000).model_validate({"rows": requests(1000)}, strict=False))
    quick = scorer.score(rows)
    setattr(scorer, part, None)
    np.testing.assert_allclose(quick, scorer.score(rows), rtol=1e-9)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("weather", "hail", "clear"),
        ("weather", None, "clear"),
        ("temp_c", 50.1, "less than or equal to 50"),
        ("temp_c", "warm", "valid number"),
        ("humidity", -1, "greater than or equal to 0"),
        ("holiday", 2, "0 or 1"),
        ("timestamp", "2011-07-01T08:30", "full hour"),
        ("timestamp", "2011-07-01T08:00Z", "timezone"),
        ("timestamp", "yesterday", "valid datetime"),
        ("timestamp", 1309507200, "valid datetime"),
        ("timestamp", "1600-01-01T00:00", "greater than or equal to 1678"),
        ("timestamp", "2262-04-12T00:00", "less than 2262"),
        ("count", 3, "not permitted"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_column(
    client: TestClient, example: dict[str, Any], column: str, value: Any, message: str
) -> None:
    answer = client.post("/predict", json={"rows": [example, example | {column: value}]})
    assert answer.status_code == 422
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", "rows", 1, column]
    assert message in problem["msg"]


def test_a_missing_column_is_refused_by_name(client: TestClient, example: dict[str, Any]) -> None:
    del example["humidity"]
    answer = client.post("/predict", json={"rows": [example]})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "rows", 0, "humidity"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"rows": []}', b'{"rows": [{}]}', b'{"rows": [{"temp_c": NaN}]}']
)
def test_what_is_no_batch_of_rows_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/predict", content=body)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0] == "body"


def test_a_batch_has_a_limit(client: TestClient, example: dict[str, Any]) -> None:
    assert client.post("/predict", json={"rows": [example] * 50}).status_code == 200
    answer = client.post("/predict", json={"rows": [example] * 51})
    assert answer.status_code == 422
    assert "at most 50" in answer.json()["detail"][0]["msg"]


def test_a_body_has_a_limit_whatever_its_header_says(client: TestClient) -> None:
    def endless() -> Any:
        for _ in range(100):
            yield b" " * 1000

    answer = client.post("/predict", content=endless())
    assert answer.status_code == 413
    assert "20,000 bytes" in answer.json()["detail"]


def test_the_same_hour_may_be_asked_for_twice(client: TestClient, example: dict[str, Any]) -> None:
    first, second = client.post("/predict", json={"rows": [example] * 2}).json()["predictions"]
    assert first == second


def test_requests_scored_together_get_their_own_answers(
    holder: ChampionHolder, requests: Requests
) -> None:
    calls = []
    assert holder.state.champion
    score = holder.state.champion.scorer.score
    holder.state.champion.scorer.score = lambda rows: calls.append(len(rows)) or score(rows)
    rows = values(batch_model(100).model_validate({"rows": requests(6)}, strict=False))

    async def ask() -> list[Any]:
        batcher = Batcher(holder)
        parts = [rows[:1], rows[1:3], rows[3:]]
        return await asyncio.gather(*map(batcher.score, parts))

    answers = asyncio.run(ask())
    assert calls == [6]
    together = np.concatenate([answer.predictions for answer in answers])
    np.testing.assert_allclose(together, score(rows), rtol=1e-12)


def test_one_request_s_bad_rows_do_not_spoil_the_others(
    holder: ChampionHolder, requests: Requests
) -> None:
    rows = values(batch_model(100).model_validate({"rows": requests(2)}, strict=False))
    half_past = [(rows[1][0].replace(minute=30), *rows[1][1:])]

    async def ask() -> list[Any]:
        batcher = Batcher(holder)
        parts = [rows[:1], half_past]
        return await asyncio.gather(*map(batcher.score, parts), return_exceptions=True)

    good, bad = asyncio.run(ask())
    assert good.predictions.shape == (1,)
    assert isinstance(bad, InvalidRows)


def test_the_page_needs_no_other_machine(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
    assert client.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200


def test_the_page_s_example_is_answered(client: TestClient, example: dict[str, Any]) -> None:
    assert client.post("/predict", json={"rows": [example]}).status_code == 200
