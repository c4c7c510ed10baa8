"""Start the prediction service."""

import gc
import logging
import os
import sys
from typing import Annotated

from .. import operations

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def main(
    *,
    host: Annotated[str, "address to listen on; default: operations.toml"] = "",
    port: Annotated[int, "default: operations.toml"] = 0,
) -> None:
    # One row leaves nothing to share among threads. Before scikit-learn is imported: it asks once.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # The thread that writes the log gives way at once: at 5 ms, the default, each request that
    # comes meanwhile waits for it twice.
    sys.setswitchinterval(0.001)
    import uvicorn

    from ..registry import versions
    from .app import create_app
    from .champion import ChampionHolder
    from .log import PredictionLog

    settings = operations.load().service
    changed = {"host": host or settings.host, "port": port or settings.port}
    settings = settings.model_copy(update=changed)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for noisy in ("mlflow", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if settings.host not in LOOPBACK:
        print("whoever reaches this machine can ask the service, without a password")
    holder = ChampionHolder(versions.champion, versions.load)
    app = create_app(holder, PredictionLog(), settings)
    # A look for garbage in all that was imported holds every request up for a tenth of a second:
    # frozen, it is left out, and what is made from now on is looked at seldom.
    gc.freeze()
    gc.set_threshold(5000, 20, 20)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        timeout_graceful_shutdown=10,
    )
