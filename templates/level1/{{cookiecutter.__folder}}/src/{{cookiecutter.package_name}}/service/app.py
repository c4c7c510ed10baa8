"""The HTTP side of the service."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.middleware.trustedhost import TrustedHostMiddleware

from .. import operations
from ..core.environment import project_name_and_version, summary
from ..problem.schema import TARGET
from .champion import ChampionHolder
from .log import PredictionLog
from .metrics import Metrics
from .predict import add_predict

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


def create_app(
    holder: ChampionHolder, predictions: PredictionLog, settings: operations.Service
) -> FastAPI:
    """The service, on parts that are not started yet."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        predictions.start()
        holder.start()
        yield
        holder.stop()
        predictions.stop()

    name, version = project_name_and_version()
    description = f"Predicts `{TARGET}` for each row."
    app = FastAPIOffline(
        redoc_url=None,
        title=name,
        version=version,
        summary=summary(),
        description=description,
        openapi_tags=[{"name": "predictions"}, {"name": "state"}],
        lifespan=lifespan,
    )
    app.swagger_ui_parameters = {"tryItOutEnabled": True, "defaultModelsExpandDepth": -1}
    # A page from elsewhere, open in a browser, could ask by a name that leads here.
    names = [*OWN_NAMES, settings.host, *settings.hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    metrics = Metrics(holder, predictions)
    _add_state(app, holder, metrics)
    add_predict(app, holder, predictions, metrics, settings)
    return app


def _add_state(app: FastAPI, holder: ChampionHolder, metrics: Metrics) -> None:
    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("docs")

    @app.get("/health", tags=["state"], summary="Whether the process answers")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get(
        "/ready",
        tags=["state"],
        summary="Whether it can predict, with which version, and what is wrong if anything is",
        responses={503: {"description": "No champion yet"}},
    )
    async def ready() -> JSONResponse:
        state = holder.state
        content = {
            "ready": state.champion is not None,
            "problem": state.problem or None,
            "registry_reachable": state.registry_reachable,
            "model": state.champion.about() if state.champion else None,
        }
        return JSONResponse(content, 200 if state.champion else 503)

    @app.get("/metrics", tags=["state"], summary="Metrics for Prometheus")
    async def prometheus() -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)
