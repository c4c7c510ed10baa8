"""The HTTP side of the service."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, ValidationError

from ..core.environment import project_name_and_version, summary
from ..monitoring.prediction_log import PredictionLog, Scored
from ..operations import Service
from ..problem.schema import TARGET
from . import answers
from .batching import Answer, Batcher, NoChampion
from .champion import ChampionHolder
from .contract import Row, batch_model, batch_schema, values
from .metrics import Metrics
from .scoring import InvalidRows

# A client that sends a thousand bad rows needs no thousand messages.
SHOWN_PROBLEMS = 20


def create_app(holder: ChampionHolder, predictions: PredictionLog, settings: Service) -> FastAPI:
    """The service, on parts that are not started yet."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        predictions.start()
        holder.start(settings.poll_seconds)
        yield
        holder.stop()
        predictions.stop()

    name, version = project_name_and_version()
    app = FastAPIOffline(
        redoc_url=None,
        title=name,
        version=version,
        summary=summary(),
        description=f"Predicts `{TARGET}`, one number for each row.",
        lifespan=lifespan,
    )
    app.swagger_ui_parameters = {"tryItOutEnabled": True, "defaultModelsExpandDepth": -1}
    metrics = Metrics(holder, predictions)
    _add_predict(app, Batcher(holder), predictions, metrics, settings)
    _add_state(app, holder, metrics)
    return app


def _add_predict(
    app: FastAPI,
    batcher: Batcher,
    predictions: PredictionLog,
    metrics: Metrics,
    settings: Service,
) -> None:
    batch = batch_model(settings.max_rows)
    body = {"content": {"application/json": {"schema": batch_schema(batch)}}, "required": True}

    @app.post(
        "/predict",
        tags=["predictions"],
        summary="Score rows",
        response_model=answers.Predictions,
        responses=answers.ERRORS,
        openapi_extra={"requestBody": body},
    )
    async def predict(request: Request) -> Response:
        began = time.perf_counter()
        status = 500
        try:
            rows = _parse(await _read(request, settings.max_body_bytes), batch)
            answer = await _score(batcher, rows)
            status = 200
        except HTTPException as error:
            status = error.status_code
            raise
        except RequestValidationError:
            status = 422
            raise
        finally:
            metrics.count(status, time.perf_counter() - began)
        predicted = answer.predictions.tolist()
        now = datetime.now(UTC).replace(tzinfo=None)
        predictions.put(Scored(now, rows, predicted, answer.version))
        metrics.rows.labels(answer.version).inc(len(rows))
        content = {"model_version": answer.version, "predictions": predicted}
        return Response(json.dumps(content), media_type="application/json")


async def _read(request: Request, limit: int) -> bytes:
    """The body, as long as it isn't larger than the limit: the rest is never taken in."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise HTTPException(413, f"the body is larger than {limit:,} bytes")
    return bytes(body)


def _parse(body: bytes, batch: type[BaseModel]) -> list[Row]:
    try:
        return values(batch.model_validate_json(body))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        for problem in problems:
            problem["loc"] = ("body", *problem["loc"])
        raise RequestValidationError(problems[:SHOWN_PROBLEMS]) from None


async def _score(batcher: Batcher, rows: list[Row]) -> Answer:
    try:
        answer = await batcher.score(rows)
    except NoChampion as error:
        raise HTTPException(503, str(error), {"Retry-After": "5"}) from None
    except InvalidRows as error:
        raise RequestValidationError(
            [
                {"type": "value_error", "loc": ("body", "rows", position, column), "msg": message}
                for position, column, message in error.failures[:SHOWN_PROBLEMS]
            ]
        ) from None
    # JSON has no NaN: most clients couldn't read the answer.
    if (without := np.flatnonzero(~np.isfinite(answer.predictions))).size:
        raise HTTPException(500, f"version {answer.version} has no number for row {without[0]}")
    return answer


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
        response_model=answers.Ready,
        responses={503: {"model": answers.Ready, "description": "No champion yet"}},
    )
    async def ready() -> Response:
        state = holder.state
        content: dict[str, Any] = {
            "ready": state.champion is not None,
            "problem": state.problem or None,
            "registry_reachable": state.registry_reachable,
            "model": answers.about(state.champion) if state.champion else None,
        }
        return JSONResponse(content, 200 if state.champion else 503)

    @app.get("/metrics", tags=["state"], summary="Metrics for Prometheus")
    async def prometheus() -> Response:
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)
