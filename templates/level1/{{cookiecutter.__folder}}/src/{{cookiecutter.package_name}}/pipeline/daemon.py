"""Run the triggers: schedule, new data, live error; and the runs that they ask for."""

from filelock import Timeout

from .. import operations
from ..core.errors import ProjectError

# Dagster imports the triggers' code anew each minute, which takes seconds of a core. Each run is a
# process of its own and has the newest code; what [triggers] turns on waits for this, or a restart.
RELOAD_SECONDS = 3600


def main() -> None:
    from dagster._daemon import controller
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
    controller.RELOAD_WORKSPACE_INTERVAL = RELOAD_SECONDS  # ty: ignore[invalid-assignment]
    run_command([*home.DEFINITIONS, "--log-level", "warning"])
