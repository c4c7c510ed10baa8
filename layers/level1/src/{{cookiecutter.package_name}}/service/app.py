"""The HTTP side of the service."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect

from .. import operations
from ..core.environment import project_name_and_version, summary
from ..monitoring.predictions import PredictionLog, Scored
from ..problem.schema import TARGET, Inputs
from .champion import ChampionHolder
from .metrics import Metrics

# A client that sends a thousand bad rows needs no thousand messages.
SHOWN_PROBLEMS = 20
# As web servers note it in their logs: the client left before its request was whole.
CLIENT_LEFT = 499
PROBABILITY = "probability_"
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Predictions(BaseModel):
    """Answers in the order of the rows, all by one version of the model."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: int
    predictions: list[float | str]
    probabilities: list[dict[str, float]] | None = Field(
        None, description="Classifiers only: of each class, by its name"
    )


class Problem(BaseModel):
    """Why there is no answer."""

    detail: Any


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        413: "The body is too large",
        415: "The body is not called application/json",
        422: "Rows break the data contract",
        503: "No champion yet",
    }.items()
}


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
    app = FastAPIOffline(
        redoc_url=None,
        title=name,
        version=version,
        summary=summary(),
        description=f"Predicts `{TARGET}` for each row.",
        lifespan=lifespan,
    )
    app.swagger_ui_parameters = {"tryItOutEnabled": True, "defaultModelsExpandDepth": -1}
    # A page from elsewhere that a browser opened could ask by a name that leads here.
    names = [*OWN_NAMES, settings.host, *settings.hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    metrics = Metrics(holder, predictions)
    _add_predict(app, Answering(holder, predictions, metrics, settings), metrics)
    _add_state(app, holder, metrics)
    return app


class Answering:
    """From a request to its answer."""

    def __init__(
        self,
        holder: ChampionHolder,
        predictions: PredictionLog,
        metrics: Metrics,
        settings: operations.Service,
    ) -> None:
        self.batch = _batch_model(settings.max_rows)
        self._holder, self._predictions, self._metrics = holder, predictions, metrics
        self._max_bytes = settings.max_body_bytes
        # A model need not bear being asked by several threads.
        self._one = anyio.CapacityLimiter(1)

    async def answer(self, request: Request) -> Response:
        """What the champion says.

        Raises:
            HTTPException, RequestValidationError: there is no answer.
            ClientDisconnect: the client left before it had sent all.
        """
        asked = self._parse(await self._read(request))
        state = self._holder.state
        if state.champion is None:
            raise HTTPException(503, state.problem, {"Retry-After": "5"})
        scorer, version = state.champion.scorer, state.champion.version.number
        rows = scorer.columns(asked.rows)
        if scorer.without_trees:
            # Whoever asks for /health must not wait for a model that takes its time.
            said = await anyio.to_thread.run_sync(scorer.score, rows, limiter=self._one)
        else:
            said = scorer.score(rows)
        response = _response(said, version)
        if not asked.question:
            self._predictions.put(Scored(operations.now(), rows, said, version))
        self._metrics.rows.labels(version).inc(len(asked.rows))
        return response

    async def _read(self, request: Request) -> bytes:
        """The body, as long as it isn't larger than the limit: the rest is never taken in."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            # Anything else a browser sends for any page that it shows, without asking us first.
            raise HTTPException(415, "send rows as JSON, with Content-Type: application/json")
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > self._max_bytes:
                raise HTTPException(413, f"the body is larger than {self._max_bytes:,} bytes")
        return bytes(body)

    def _parse(self, body: bytes) -> Any:
        try:
            return self.batch.model_validate_json(body)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
            for problem in problems:
                problem["loc"] = ("body", *problem["loc"])
            raise RequestValidationError(problems[:SHOWN_PROBLEMS]) from None


def _batch_model(max_rows: int) -> type[BaseModel]:
    example = {
        field.alias or name: field.examples[0]
        for name, field in Inputs.model_fields.items()
        if field.examples
    }
    return create_model(
        "Batch",
        __config__=ConfigDict(json_schema_extra={"example": {"rows": [example]}}),
        rows=(list[Inputs], Field(min_length=1, max_length=max_rows)),
        question=(bool, Field(False, description="Answered like any other, but not logged")),
    )


def _response(said: dict[str, list[Any]], version: int) -> Response:
    content: dict[str, Any] = {"model_version": version, "predictions": said["prediction"]}
    classes = {
        name.removeprefix(PROBABILITY): values
        for name, values in said.items()
        if name.startswith(PROBABILITY)
    }
    if classes:
        rows = zip(*classes.values(), strict=True)
        content["probabilities"] = [dict(zip(classes, row, strict=True)) for row in rows]
    try:
        # JSON has no NaN: most clients couldn't read the answer.
        text = json.dumps(content, allow_nan=False)
    except ValueError:
        raise HTTPException(500, f"version {version} has no number for some row") from None
    return Response(text, media_type="application/json")


def _add_predict(app: FastAPI, answering: Answering, metrics: Metrics) -> None:
    schema = answering.batch.model_json_schema(ref_template="#/components/schemas/{model}")
    definitions = schema.pop("$defs")
    body = {"content": {"application/json": {"schema": schema}}, "required": True}

    @app.post(
        "/predict",
        tags=["predictions"],
        summary="Score rows",
        response_model=Predictions,
        responses=REFUSALS,
        openapi_extra={"requestBody": body},
    )
    async def predict(request: Request) -> Response:
        began, status = time.perf_counter(), 500
        try:
            response = await answering.answer(request)
            status = response.status_code
            return response
        except HTTPException as error:
            status = error.status_code
            raise
        except RequestValidationError:
            status = 422
            raise
        except ClientDisconnect:
            status = CLIENT_LEFT
            return Response(status_code=status)
        finally:
            metrics.count(status, time.perf_counter() - began)

    # The description is made once and kept; what the rows consist of has its place there.
    app.openapi()["components"]["schemas"].update(definitions)


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
