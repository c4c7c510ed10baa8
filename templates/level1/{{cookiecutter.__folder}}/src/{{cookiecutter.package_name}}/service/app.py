"""The HTTP side of the service."""

import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import metadata

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.trustedhost import TrustedHostMiddleware

from .. import operations
from ..core.environment import DISTRIBUTION, summary
from .champion import ChampionHolder
from .log import PredictionLog
from .metrics import Metrics
from .predict import add_predict
from .watch import watch

OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


def create_app(
    holder: ChampionHolder, predictions: PredictionLog, settings: operations.Service
) -> FastAPI:
    """The service, on parts that are not started yet."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        predictions.start()
        holder.start()
        over = threading.Event()
        threading.Thread(target=watch, args=[over], name="watch", daemon=True).start()
        yield
        over.set()
        holder.stop()
        predictions.stop()

    app = FastAPIOffline(
        redoc_url=None,
        title=DISTRIBUTION,
        version=metadata.version(DISTRIBUTION),
        summary=summary(),
        lifespan=lifespan,
        swagger_ui_parameters={"tryItOutEnabled": True, "defaultModelsExpandDepth": -1},
    )
    # A page from elsewhere, open in a browser, could ask by a name that leads here.
    names = [*OWN_NAMES, settings.host, *settings.hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    metrics = Metrics(holder, predictions)
    _add_state(app, holder, metrics)
    add_predict(app, holder, predictions, metrics, settings)
    return app


def _add_state(app: FastAPI, holder: ChampionHolder, metrics: Metrics) -> None:
    @app.get("/health", summary="Whether the process answers")
    async def health() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/ready", summary="Whether it can predict, and what is wrong if anything is")
    async def ready() -> JSONResponse:
        state, model = holder.state, None
        if champion := state.champion:
            model = {
                "version": champion.version.number,
                "newest_batch": champion.version.newest_batch,
                "scored_by": champion.scorer.without_trees or "compiled trees",
            }
        content = {"ready": champion is not None, "problem": state.problem or None, "model": model}
        return JSONResponse(content, 200 if champion else 503)

    @app.get("/metrics", summary="Metrics for Prometheus")
    async def prometheus() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
