"""On a target: one run of the pipeline, after those that are going already."""

import time

import dagster as dg

from ..core.command import command
from ..core.errors import ProjectError
from ..pipeline import home, run, runs

PATIENCE_SECONDS = 3600


def wait(instance: dg.DagsterInstance, patience: float) -> None:
    """Wait until no run is going: a trigger on the target may have started one.

    Raises:
        ProjectError: it takes longer than `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while going := runs.of(instance, runs.GOING + runs.WAITING):
        if time.monotonic() > deadline:
            raise ProjectError(f"run {going[-1].run_id[:8]} doesn't come to an end")
        runs.bury_the_dead(instance)
        time.sleep(1)


@command
def main() -> None:
    home.set_environment()
    with home.instance() as instance:
        wait(instance, PATIENCE_SECONDS)
    run.main()
