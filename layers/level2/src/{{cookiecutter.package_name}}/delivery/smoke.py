"""On a target: ask the service for one prediction, as a client would."""

import argparse
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
from typing import Any

import httpx

from .. import registry
from ..core.command import command
from ..core.errors import ProjectError
from ..core.json_schema import record_schema
from ..problem.schema import INPUTS, TIMESTAMP

PACKAGE = __name__.partition(".")[0]
# Long ago, so that no label ever makes it count in the monitoring.
MOMENT = "1970-01-01T00:00"


def example() -> dict[str, Any]:
    """One row that keeps the contract, from the contract's own examples.

    Raises:
        ProjectError: a column has none.
    """
    fields = record_schema(INPUTS)["properties"]
    if bare := [name for name, field in fields.items() if "examples" not in field]:
        raise ProjectError(f"problem/schema.py: no example for {', '.join(bare)}")
    return {name: field["examples"][0] for name, field in fields.items()}


def wait_until_ready(client: httpx.Client, seconds: float, alive: Callable[[], bool]) -> None:
    """Wait for a service that has a model.

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
            answer = client.get("/ready")
            if answer.status_code == httpx.codes.OK:
                return
            reason = answer.text
        except httpx.TransportError as error:
            reason = str(error)
        time.sleep(0.2)
    raise ProjectError(f"the service is not ready after {seconds:.0f} s: {reason}")


def ask(client: httpx.Client) -> tuple[int, float]:
    """Version that answered, and its prediction for the example.

    Raises:
        ProjectError: there is no answer, or it is no number.
    """
    row = example()
    answer = client.post("/predict", json={"rows": [row | {TIMESTAMP: MOMENT}]})
    if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        # A contract may know of no such moment: of Mondays only, or of years since the shop opened.
        answer = client.post("/predict", json={"rows": [row]})
    if answer.status_code != httpx.codes.OK:
        raise ProjectError(f"the service answered {answer.status_code}: {answer.text}")
    content = answer.json()
    predicted = content["predictions"][0]
    if not math.isfinite(predicted):
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
            [sys.executable, "-m", f"{PACKAGE}.service.main", "--port", str(port)],
            env=os.environ | {"PREDICTIONS_URL": log},
            stdout=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}", lambda: service.poll() is None
        finally:
            service.terminate()
            service.wait(30)


@command
def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", help="of the service that keeps running")
    arguments.add_argument("--seconds", type=float, default=60, help="to become ready in")
    chosen = arguments.parse_args()
    if registry.champion() is None:
        raise ProjectError("no champion yet: let the pipeline run on this target first (`poe run`)")
    service = nullcontext((chosen.url, lambda: True)) if chosen.url else own_service()
    with (
        service as (url, alive),
        httpx.Client(base_url=url, timeout=10, trust_env=False) as client,
    ):
        wait_until_ready(client, chosen.seconds, alive)
        version, predicted = ask(client)
    champion = registry.champion()
    if champion is None or champion.number != version:
        raise ProjectError(f"version {version} answered, the champion is another one")
    print(f"the service answers: {predicted:.4g}, by version {version}")
