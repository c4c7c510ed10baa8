"""Start the prediction service."""

import logging
import os
import socket
from contextlib import suppress
from typing import Annotated

from .. import operations
from ..core.errors import ProjectError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def main(
    *,
    host: Annotated[str, "address to listen on; default: operations.toml"] = "",
    port: Annotated[int, "default: operations.toml"] = 0,
) -> None:
    # One row leaves nothing to share among threads. Before scikit-learn is imported: it asks once.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import uvicorn

    from ..monitoring.predictions import PredictionLog
    from ..registry import versions
    from .app import create_app
    from .champion import ChampionHolder

    settings = operations.load().service
    changed = {"host": host or settings.host, "port": port or settings.port}
    settings = settings.model_copy(update=changed)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    holder = ChampionHolder(versions.champion, versions.load)
    app = create_app(holder, PredictionLog(operations.predictions_url()), settings)
    with listen(settings.host, settings.port) as door:
        address = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"serving on http://{address}:{settings.port}, page to try it: /docs", flush=True)
        if settings.host not in LOOPBACK:
            print(
                "note   whoever reaches this machine can ask: there is no password; it answers to"
                f" the names {', '.join([*settings.hosts, *LOOPBACK])}",
                flush=True,
            )
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=10
        )
        # uvicorn stops in order at Ctrl-C, and then raises it again.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[door])


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections.

    Raises:
        ProjectError: the port is taken, or the host isn't this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        raise ProjectError(f"can't listen on {host}:{port}: {error}") from error
