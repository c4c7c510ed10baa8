"""Run the triggers: schedule, new data, live error; and the runs that they ask for."""

import threading
import time
from contextlib import suppress

from filelock import Timeout

from .. import operations
from ..core.errors import ProjectError

# Dagster imports the triggers' code anew each minute, which takes seconds of a core. Each run is a
# process of its own and has the newest code; what [triggers] turns on waits for this, or a restart.
RELOAD_SECONDS = 3600
# Between two tries where the process that holds the code doesn't stay.
RETRY_SECONDS = 30
LOOK_SECONDS = 5


def main() -> None:
    from dagster._daemon.cli import run_command

    from . import home, runs

    operations.load()
    # Held until the process ends: two of them would ask for everything twice.
    only = operations.lock("daemon")
    try:
        # The service tries it now and then, to see whether anybody holds it.
        only.acquire(timeout=1)
    except Timeout:
        raise ProjectError("the triggers are running already, in another terminal?") from None
    with home.instance() as instance:
        runs.bury_the_dead(instance)
    print("triggers  running", flush=True)
    threading.Thread(target=reload_seldom, daemon=True).start()
    run_command([*home.DEFINITIONS, "--log-level", "warning"])


def reload_seldom() -> None:
    """Let the code be imported each hour only, but at once if the process that holds it is gone."""
    from dagster._daemon import controller

    while True:
        chosen = RELOAD_SECONDS if code_server_runs() else RETRY_SECONDS
        controller.RELOAD_WORKSPACE_INTERVAL = chosen  # ty: ignore[invalid-assignment]
        time.sleep(LOOK_SECONDS)


def code_server_runs() -> bool:
    """Whether the process is there in which Dagster holds the triggers' code."""
    import psutil

    for child in psutil.Process().children():
        # One that has ended has no command line any more.
        with suppress(psutil.Error):
            if "grpc" in child.cmdline():
                return True
    return False
