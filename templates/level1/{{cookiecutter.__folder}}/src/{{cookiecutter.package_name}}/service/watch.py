"""Tell people when the triggers, once seen, are missed: they can't say so themselves."""

import threading

from filelock import Timeout

from .. import operations
from ..pipeline import notify

LOOK_SECONDS = 60.0


def watch(stop: threading.Event) -> None:
    """Look once a minute, until `stop`; those who were seen and are missed twice are told of."""
    seen, missed = False, 0
    while not stop.wait(LOOK_SECONDS):
        missed = 0 if running() else missed + 1
        seen = seen or not missed
        if seen and missed == 2:
            notify.tell("triggers not seen", "pipeline.daemon isn't running: nothing retrains")


def running() -> bool:
    """Whether the daemon lives: it holds this lock until it ends, however it ends."""
    try:
        with operations.lock("daemon").acquire(timeout=0):
            return False
    except Timeout:
        return True
