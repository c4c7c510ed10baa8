"""Run the triggers: schedule, new data, live error; and the runs that they ask for."""

import threading
import time
from contextlib import suppress

from filelock import Timeout

from .. import operations
from ..core.errors import ProjectError
from ..core.paths import PACKAGE

# Dagster imports the triggers' code anew each minute, which takes seconds of a core.
RELOAD_SECONDS = 3600
# The same after a change of code or settings, and where the process that holds the code is gone.
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
    """Let the code be imported anew where there is a reason to; else each hour."""
    from dagster._daemon import controller

    while True:
        controller.RELOAD_WORKSPACE_INTERVAL = interval()  # ty: ignore[invalid-assignment]
        time.sleep(LOOK_SECONDS)


def interval() -> int:
    """Seconds from one import of the triggers' code to the next, as things are now."""
    just_changed = abs(time.time() - changed()) < 2 * RETRY_SECONDS
    return RETRY_SECONDS if just_changed or not code_server_runs() else RELOAD_SECONDS


def changed() -> float:
    """When code or settings were changed last, in seconds of the system's clock."""
    times = [0.0]
    for path in (operations.OPERATIONS, *PACKAGE.rglob("*.py")):
        # One that is being replaced, or an editor's own, may be gone by now.
        with suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times)


def code_server_runs() -> bool:
    """Whether the process is there in which Dagster holds the triggers' code."""
    import psutil

    for child in psutil.Process().children():
        # One that has ended has no command line any more.
        with suppress(psutil.Error):
            if "grpc" in child.cmdline():
                return True
    return False
