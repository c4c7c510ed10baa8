"""Keep other websites away from a page that this machine's browser can reach.

Dagster's page runs what it is asked to, by whichever request: without this, any website that is
open in a browser here could switch the triggers off.
"""

from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

OWN_NAMES = ("127.0.0.1", "localhost")


def guards(hosts: tuple[str, ...] = ()) -> list[Middleware]:
    """What stands before the application. hosts: further names that it is reached by."""
    # A name that somebody else's server gives this address is refused.
    named = Middleware(TrustedHostMiddleware, allowed_hosts=[*OWN_NAMES, *hosts])
    return [named, Middleware(SameOrigin)]


class SameOrigin:
    """Let through what the page itself sends, and what a person types into the address bar."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = refusal(HTTPConnection(scope)) if scope["type"] in ("http", "websocket") else ""
        if not reason:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008, reason)(scope, receive, send)
        else:
            await PlainTextResponse(reason, 403)(scope, receive, send)


def refusal(asked: HTTPConnection) -> str:
    """Why a request is not let through; empty if it is."""
    origin = asked.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != asked.headers.get("host"):
        return "refused: sent by another website"
    if asked.scope["type"] == "websocket":
        return ""
    if asked.scope["method"] not in ("GET", "HEAD"):
        # Browsers send forms and plain text to other websites without asking them first; what
        # merely contains the right type counts as plain text.
        kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
        return "" if kind == "application/json" else "refused: not application/json"
    if asked.url.path.endswith("/graphql") and "text/html" not in asked.headers.get("accept", ""):
        # An image on another website is enough to send such a request, without an origin.
        return "refused: queries are sent by POST"
    return ""
