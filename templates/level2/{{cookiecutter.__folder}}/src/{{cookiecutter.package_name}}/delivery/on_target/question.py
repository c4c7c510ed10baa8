"""Ask the service for one prediction, as a client would."""

import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import httpx

from ...core.contract import json_schema
from ...core.errors import ProjectError
from ...problem.schema import Inputs
from ...registry import versions

PACKAGE = __name__.partition(".")[0]


def example() -> dict[str, Any]:
    """One row that keeps the contract, from the contract's own examples.

    Raises:
        ProjectError: a column has none.
    """
    fields = json_schema(Inputs)["properties"]
    if bare := [name for name, field in fields.items() if "examples" not in field]:
        raise ProjectError(f"problem/schema.py: no example for {', '.join(bare)}")
    return {name: field["examples"][0] for name, field in fields.items()}


def wait(client: httpx.Client, page: str, seconds: float, alive: Callable[[], bool]) -> None:
    """Wait until the service says on a page that it is alive, or ready.

    Raises:
        ProjectError: it has ended, doesn't answer or isn't ready in time; the message has its
            reason.
    """
    deadline = time.monotonic() + seconds
    reason = "no answer"
    while time.monotonic() < deadline:
        if not alive():
            raise ProjectError("the service ended right after its start, see above")
        try:
            answer = client.get(page)
            if answer.status_code == httpx.codes.OK:
                return
            reason = answer.text
        except httpx.TransportError as error:
            reason = str(error)
        time.sleep(0.2)
    raise ProjectError(f"the service is not ready after {seconds:.0f} s: {reason}")


def ask(client: httpx.Client) -> tuple[int, float | str]:
    """Version that answered, and its prediction for the example; the service doesn't log it.

    Raises:
        ProjectError: there is no answer, or it is none.
    """
    answer = client.post("/predict", json={"rows": [example()], "question": True})
    if answer.status_code != httpx.codes.OK:
        raise ProjectError(f"the service answered {answer.status_code}: {answer.text}")
    content = answer.json()
    [predicted] = content["predictions"]
    if isinstance(predicted, float) and not math.isfinite(predicted):
        raise ProjectError(f"the service predicted {predicted}")
    return content["model_version"], predicted


@contextmanager
def own_service() -> Generator[tuple[str, Callable[[], bool]]]:
    """URL of a service of this release, started for now, and whether it is still there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        log = f"sqlite:///{(Path(place) / 'predictions.db').as_posix()}"
        service = subprocess.Popen(
            [sys.executable, "-m", PACKAGE, "service.serve", "--port", str(port)],
            env=os.environ | {"PREDICTIONS_URL": log},
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}", lambda: service.poll() is None
        finally:
            service.terminate()
            service.wait(30)


def main(
    *,
    url: Annotated[str, "of the service that keeps running; default: one is started"] = "",
    seconds: Annotated[float, "for it to become ready"] = 60.0,
    allow_no_model: Annotated[bool, "before the first training it need only be alive"] = False,
) -> None:
    champion = versions.champion()
    if champion is None and not allow_no_model:
        raise ProjectError("no champion yet: let the pipeline run on this target first (`poe run`)")
    service = nullcontext((url, lambda: True)) if url else own_service()
    with (
        service as (address, alive),
        httpx.Client(base_url=address, timeout=10, trust_env=False) as client,
    ):
        if champion is None:
            wait(client, "/health", seconds, alive)
            print("the service is alive; there is no model yet")
            return
        wait(client, "/ready", seconds, alive)
        version, predicted = ask(client)
    champion = versions.champion()
    if champion is None or champion.number != version:
        raise ProjectError(f"version {version} answered, the champion is another one")
    print(f"the service answers: {predicted}, by version {version}")
