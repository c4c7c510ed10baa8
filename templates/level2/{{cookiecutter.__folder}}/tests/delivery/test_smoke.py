"""The smoke test's question, and what it takes for no answer."""

import json

import httpx
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.delivery import smoke
from {{ cookiecutter.package_name }}.problem.schema import INPUTS


def answering(status: int, content: object) -> httpx.Client:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=content))
    return httpx.Client(base_url="http://service", transport=transport)


def test_the_example_keeps_the_contract() -> None:
    assert len(check(pd.DataFrame([smoke.example()]), INPUTS, "example")) == 1


def test_an_answer_is_taken() -> None:
    client = answering(200, {"model_version": 3, "predictions": [41.5]})
    assert smoke.ask(client) == (3, 41.5)


@pytest.mark.parametrize(
    ("status", "content", "reason"),
    [
        (503, {"detail": "no champion yet"}, "answered 503: .*no champion yet"),
        (200, {"model_version": 3, "predictions": [float("inf")]}, "predicted inf"),
    ],
)
def test_no_answer_is_an_error(status: int, content: object, reason: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=json.dumps(content))

    client = httpx.Client(base_url="http://service", transport=httpx.MockTransport(handler))
    with pytest.raises(ProjectError, match=reason):
        smoke.ask(client)


def test_a_service_that_is_not_ready_in_time_says_why() -> None:
    client = answering(503, {"problem": "no champion yet"})
    with pytest.raises(ProjectError, match="no champion yet"):
        smoke.wait_until_ready(client, 0.3, lambda: True)


def test_a_service_that_has_ended_is_not_waited_for() -> None:
    with pytest.raises(ProjectError, match="ended right after its start"):
        smoke.wait_until_ready(answering(200, {}), 60, lambda: False)
