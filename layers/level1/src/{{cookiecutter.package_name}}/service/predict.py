"""POST /predict: from a request to its answer."""

import json
import time
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from starlette.requests import ClientDisconnect

from .. import operations
from ..monitoring.predictions import Scored
from ..problem.schema import Inputs
from .champion import ChampionHolder
from .log import PredictionLog
from .metrics import Metrics

# A client that sends a thousand bad rows needs no thousand messages.
SHOWN_PROBLEMS = 20
# As web servers note it in their logs: the client left before its request was whole.
CLIENT_LEFT = 499


class Predictions(BaseModel):
    """Answers in the order of the rows, all by one version of the model."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: int
    predictions: list[float | str]
    probabilities: list[dict[str, float]] | None = Field(
        None, description="Classifiers only: of each class, by its name"
    )


def add_predict(
    app: FastAPI,
    holder: ChampionHolder,
    predictions: PredictionLog,
    metrics: Metrics,
    settings: operations.Service,
) -> None:
    """Let the app, whose other routes are there already, answer predictions."""
    batch = create_model(
        "Batch",
        rows=(list[Inputs], Field(min_length=1, max_length=settings.max_rows)),
        question=(bool, Field(False, description="Answered like any other, but not logged")),
    )
    schema = batch.model_json_schema(ref_template="#/components/schemas/{model}")
    definitions = schema.pop("$defs")
    body = {"content": {"application/json": {"schema": schema}}, "required": True}

    @app.post(
        "/predict",
        summary="Score rows",
        response_model=Predictions,
        openapi_extra={"requestBody": body},
    )
    async def predict(request: Request) -> Response:
        began, status = time.perf_counter(), 500
        try:
            asked = _parse(await _read(request, settings.max_body_bytes), batch)
            scored = _score(asked.rows, holder)
            content = _content(scored)
            status = 200
        except HTTPException as error:
            status = error.status_code
            raise
        except ClientDisconnect:
            status = CLIENT_LEFT
            return Response(status_code=CLIENT_LEFT)
        finally:
            metrics.requests.labels(status).inc()
            metrics.seconds.observe(time.perf_counter() - began)
        if not asked.question:
            predictions.put(scored)
        return Response(content, media_type="application/json")

    # The description is made once, from all routes; what a row consists of has its place there.
    app.openapi()["components"]["schemas"].update(definitions)


async def _read(request: Request, limit: int) -> bytes:
    """The body, as long as it isn't larger than the limit: the rest is never taken in."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        # Anything else a browser sends for any page that it shows, without asking us first.
        raise HTTPException(415, "send rows as JSON, with Content-Type: application/json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise HTTPException(413, f"the body is larger than {limit:,} bytes")
    return bytes(body)


def _parse(body: bytes, batch: type[BaseModel]) -> Any:
    try:
        return batch.model_validate_json(body)
    except ValidationError as error:
        # Without the values: they may be personal, and end in somebody's log.
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise HTTPException(422, problems[:SHOWN_PROBLEMS]) from None


def _score(rows: list[BaseModel], holder: ChampionHolder) -> Scored:
    state = holder.state
    if state.champion is None:
        raise HTTPException(503, state.problem, {"Retry-After": "5"})
    columns = state.champion.scorer.columns(rows)
    said = state.champion.scorer.score(columns)
    return Scored(operations.now(), columns, said, state.champion.version.number)


def _content(scored: Scored) -> str:
    said, version = dict(scored.predictions), scored.version
    content: dict[str, Any] = {"model_version": version, "predictions": said.pop("prediction")}
    if said:
        labels = [name.removeprefix("probability_") for name in said]
        rows = zip(*said.values(), strict=True)
        content["probabilities"] = [dict(zip(labels, row, strict=True)) for row in rows]
    try:
        # JSON has no NaN: most clients couldn't read the answer.
        return json.dumps(content, allow_nan=False)
    except ValueError:
        raise HTTPException(500, f"version {version} has no number for some row") from None
