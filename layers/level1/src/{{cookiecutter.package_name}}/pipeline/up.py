"""Everything that runs by itself, started together."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence

from .. import operations
from ..core.command import command, parser
from ..core.errors import ProjectError
from . import home, runs
from .processes import run_together

PACKAGE = __name__.split(".")[0]


def triggers_and_page(port: int) -> list[str]:
    """Dagster's daemon, which looks after schedule and sensors, and its page."""
    # Dagster would like `dg dev`: a package of its own, with 32 more, for the same two processes.
    quiet = ["-W", "ignore:Function `dev_command` is superseded"]
    place = ["-h", "127.0.0.1", "-p", str(port)]
    # Every look of every sensor is information to it.
    terse = ["--log-level", "warning"]
    module = f"{PACKAGE}.pipeline.definitions"
    return [sys.executable, *quiet, "-m", "dagster", "dev", "-m", module, *place, *terse]


def service() -> list[str]:
    """The prediction service."""
    return [sys.executable, "-m", f"{PACKAGE}.service.main"]


def prepare() -> operations.Operations:
    """Set up what all processes share, once, before they start."""
    home.set_environment()
    settings = operations.load()
    with home.instance() as instance:
        runs.bury_the_dead(instance)
    return settings


def need_free(host: str, port: int, key: str) -> None:
    """Raise ProjectError if something listens there already."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        place = f"{host}:{port} ({key} in {operations.OPERATIONS.name})"
        raise ProjectError(f"can't listen on {place}: {error.strerror or error}") from error


@command
def dev() -> None:
    parser("dev", "Open the pipeline's page, with schedule and sensors running.").parse_args()
    settings = prepare()
    need_free("127.0.0.1", settings.pipeline.page_port, "[pipeline] page_port")
    print(f"pipeline  http://127.0.0.1:{settings.pipeline.page_port}")
    run_until_stopped({"pipeline": triggers_and_page(settings.pipeline.page_port)})


@command
def up() -> None:
    parser("up", __doc__).parse_args()
    settings = prepare()
    need_free("127.0.0.1", settings.pipeline.page_port, "[pipeline] page_port")
    need_free(settings.service.host, settings.service.port, "[service] port")
    print(f"service   http://{settings.service.host}:{settings.service.port}/docs")
    print(f"pipeline  http://127.0.0.1:{settings.pipeline.page_port}")
    run_until_stopped(
        {"service": service(), "pipeline": triggers_and_page(settings.pipeline.page_port)}
    )


@command
def mlflow() -> None:
    parser("mlflow", "Open MLflow's page: every training, every version.").parse_args()
    port = operations.load().pipeline.mlflow_port
    need_free("127.0.0.1", port, "[pipeline] mlflow_port")
    # Its defaults, four workers and seven job runners, take 1.9 GB of memory.
    os.environ.setdefault("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    store = ["--backend-store-uri", operations.tracking_uri()]
    print(f"mlflow    http://127.0.0.1:{port}")
    run_until_stopped({"mlflow": [sys.executable, "-m", "mlflow", "ui", *place, *store]})


def run_until_stopped(commands: Mapping[str, Sequence[str]]) -> None:
    """Run all; being stopped is how it ends, and no error."""
    try:
        run_together(commands)
    except KeyboardInterrupt:
        print("stopped")
    except OSError as error:
        raise ProjectError(str(error)) from error
