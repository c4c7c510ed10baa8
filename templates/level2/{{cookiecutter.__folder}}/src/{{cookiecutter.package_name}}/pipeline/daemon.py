"""Run the triggers: schedule, new data, live error; and the runs that they ask for."""

from filelock import Timeout

from .. import operations
from ..core.errors import ProjectError


def main() -> None:
    from dagster._daemon.cli import run_command

    from . import home, runs

    operations.load()
    try:
        # Held until the process ends: two of them would ask for everything twice.
        operations.lock("daemon").acquire(timeout=0)
    except Timeout:
        raise ProjectError("the triggers are running already, in another terminal?") from None
    with home.instance() as instance:
        runs.bury_the_dead(instance)
    print("triggers  running", flush=True)
    run_command([*home.DEFINITIONS, "--log-level", "warning"])
