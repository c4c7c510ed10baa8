"""Other websites can't use the pipeline's page; the page itself can."""

import pytest
from bike_rides.pipeline.guard import guards
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

OWN, FOREIGN = "http://127.0.0.1:3000", "http://evil.example"
MUTATION = "/graphql?query=mutation{stopSensor}"


@pytest.fixture
def page() -> TestClient:
    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse("done")

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("done")

    routes = [
        Route("/graphql", answer, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", talk),
        Route("/{any:path}", answer, methods=["GET", "POST"]),
    ]
    return TestClient(Starlette(routes=routes, middleware=guards(("shown.example",))), OWN)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", MUTATION, {}),
        ("GET", MUTATION, {"origin": FOREIGN, "accept": "text/html"}),
        ("POST", "/graphql", {"content-type": "application/json", "host": "evil.example"}),
        ("POST", "/graphql", {"content-type": "application/json", "origin": FOREIGN}),
        ("POST", "/graphql", {"content-type": "application/json", "origin": "null"}),
        ("POST", MUTATION, {"content-type": "application/x-www-form-urlencoded"}),
        ("POST", "/graphql", {"content-type": "application/graphql"}),
        ("POST", "/graphql", {"content-type": "text/plain; a=application/json"}),
        ("POST", "/report_asset_materialization/x", {}),
    ],
)
def test_what_another_website_can_send_is_refused(
    page: TestClient, method: str, path: str, headers: dict[str, str]
):
    answer = page.request(method, path, headers=headers)
    assert answer.status_code in (400, 403)
    assert answer.text != "done"


def test_another_website_gets_no_live_updates(page: TestClient):
    with (
        pytest.raises(WebSocketDisconnect),
        page.websocket_connect("/graphql", headers={"origin": FOREIGN}),
    ):
        pass


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"accept": "text/html"}),
        ("GET", "/_next/static/page.js", {}),
        ("GET", "/graphql", {"accept": "text/html"}),
        ("POST", "/graphql", {"content-type": "application/json", "origin": OWN}),
        ("POST", "/graphql", {"content-type": "application/json; charset=utf-8"}),
        ("GET", "/", {"host": "shown.example"}),
    ],
)
def test_the_pages_own_requests_pass(
    page: TestClient, method: str, path: str, headers: dict[str, str]
):
    assert page.request(method, path, headers=headers).text == "done"


def test_its_own_live_updates_pass(page: TestClient):
    with page.websocket_connect("/graphql", headers={"origin": OWN, "host": OWN[7:]}) as socket:
        assert socket.receive_text() == "done"
