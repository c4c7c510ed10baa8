"""POST /predict: what it takes, what it answers."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from {{ cookiecutter.package_name }}.problem import features, model
from {{ cookiecutter.package_name }}.registry.versions import Stored
from {{ cookiecutter.package_name }}.service.log import PredictionLog

Requests = Callable[[int], list[dict[str, Any]]]


@pytest.mark.parametrize("count", [1, 20])
def test_the_service_predicts_what_the_pipeline_predicts(
    client: TestClient, requests: Requests, rows: pd.DataFrame, stored: Stored, count: int
) -> None:
    answer = client.post("/predict", json={"rows": requests(count)}).json()
    expected = model.predict(stored.model, features.build(rows.head(count)))
    assert answer["model_version"] == 1
    found = pd.DataFrame({"prediction": answer["predictions"]})
    for name in expected.columns.drop("prediction"):
        label = name.removeprefix("probability_")
        found[name] = [row[label] for row in answer["probabilities"]]
    pd.testing.assert_frame_equal(
        found, expected.reset_index(drop=True), check_dtype=False, rtol=1e-6
    )


def test_a_bad_row_is_refused_by_place_and_its_value_stays_private(
    client: TestClient, requests: Requests
) -> None:
    good, bad = requests(2)
    answer = client.post("/predict", json={"rows": [good, {**bad, "nobody": "secret-4711"}]})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["rows", 1, "nobody"]
    assert "secret-4711" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"rows": []}', b'{"rows": [{}]}'])
def test_what_is_no_batch_of_rows_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/predict", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_rows_and_bytes_have_limits(client: TestClient, requests: Requests) -> None:
    (row,) = requests(1)
    assert client.post("/predict", json={"rows": [row] * 51}).status_code == 422
    answer = client.post("/predict", json={"rows": [row], "padding": " " * 20_000})
    assert answer.status_code == 413
    assert "20,000 bytes" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_foreign_page_could_send_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/predict", content=b"{}", headers={"Content-Type": kind})
    assert answer.status_code == 415


def test_a_foreign_host_is_refused(client: TestClient) -> None:
    assert client.get("/health", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/health", headers={"Host": "localhost:8000"}).status_code == 200


def test_answers_are_logged_and_mere_questions_are_not(
    client: TestClient, requests: Requests, predictions: PredictionLog
) -> None:
    client.post("/predict", json={"rows": requests(3)})
    client.post("/predict", json={"rows": requests(2), "question": True})
    assert predictions.waiting == 3
    page = client.get("/metrics").text
    assert 'predict_requests_total{status="200"} 2.0' in page
    assert "prediction_log_waiting 3.0" in page
