"""Start the prediction service."""

import logging
import os
import socket
import sys
from contextlib import suppress

# One row leaves nothing to share among threads. Before scikit-learn is imported: it asks once.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import uvicorn

from .. import operations, registry
from ..core.command import command, parser
from ..core.errors import ProjectError
from ..monitoring.prediction_log import PredictionLog
from .app import create_app
from .champion import ChampionHolder

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@command
def main() -> None:
    settings = operations.load().service
    arguments = parser("serve", __doc__)
    arguments.add_argument("--host", default=settings.host, help="default: %(default)s")
    arguments.add_argument("--port", type=int, default=settings.port, help="default: %(default)s")
    chosen = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    holder = ChampionHolder(registry.champion, registry.load)
    predictions = PredictionLog(operations.predictions_url(), settings.log_limit)
    app = create_app(holder, predictions, settings)
    # A thread that works keeps the others waiting for this long, in seconds: the one that answers
    # would wait for the log's writer at each write to a socket.
    sys.setswitchinterval(0.0005)
    with listen(chosen.host, chosen.port) as door:
        address = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        print(f"serving on http://{address}:{chosen.port}, page to try it: /docs", flush=True)
        if chosen.host not in LOOPBACK:
            print("note   whoever reaches this machine can ask: there is no password", flush=True)
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


if __name__ == "__main__":
    main()
