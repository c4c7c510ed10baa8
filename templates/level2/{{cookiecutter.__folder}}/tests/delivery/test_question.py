"""The question that a deployment ends with, and what it takes for no answer."""

import json

import httpx
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.contract import check
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery.on_target import question
from {{ cookiecutter.package_name }}.problem.schema import Inputs


def answering(status: int, content: object) -> httpx.Client:
    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=json.dumps(content))

    return httpx.Client(base_url="http://service", transport=httpx.MockTransport(handler))


def test_the_example_keeps_the_contract() -> None:
    assert len(check(pd.DataFrame([question.example()]), Inputs, "example")) == 1


@pytest.mark.parametrize("predicted", [41.5, "clear"])
def test_an_answer_is_taken(predicted: float | str) -> None:
    client = answering(200, {"model_version": 3, "predictions": [predicted]})
    assert question.ask(client) == (3, predicted)


@pytest.mark.parametrize(
    ("status", "content", "reason"),
    [
        (503, {"detail": "no champion yet"}, "answered 503: .*no champion yet"),
        (200, {"model_version": 3, "predictions": [float("inf")]}, "predicted inf"),
    ],
)
def test_no_answer_is_an_error(status: int, content: object, reason: str) -> None:
    with pytest.raises(ProjectError, match=reason):
        question.ask(answering(status, content))


def test_a_service_that_is_not_ready_in_time_says_why() -> None:
    client = answering(503, {"problem": "no champion yet"})
    with pytest.raises(ProjectError, match="no champion yet"):
        question.wait(client, "/ready", 0.3, lambda: True)


def test_a_service_that_has_ended_is_not_waited_for() -> None:
    with pytest.raises(ProjectError, match="ended right after its start"):
        question.wait(answering(200, {}), "/ready", 60, lambda: False)
