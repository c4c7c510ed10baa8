"""Writes what the service has answered into the log of predictions, beside the answering."""

import logging
import threading
from queue import SimpleQueue

from ..monitoring import predictions
from ..monitoring.predictions import Scored

log = logging.getLogger(__name__)

# Between two writes: what a killed service has answered and not logged is not older than this,
# and one write.
WRITE_SECONDS = 0.2
RETRY_SECONDS = 5.0
STOP_SECONDS = 10.0
# Rows that wait in memory while the database is away, about 100 MB.
LIMIT = 100_000


class PredictionLog:
    """Writes from a thread of its own: a request only appends to a queue.

    While the database can't be written, up to LIMIT rows wait for it; those beyond are dropped.
    """

    def __init__(self) -> None:
        self.written = self.dropped = self._taken = 0
        self.failing = False
        self._queue: SimpleQueue[Scored] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="prediction log", daemon=True)

    @property
    def waiting(self) -> int:
        """Rows that are not written yet."""
        return self._taken - self.written

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, within STOP_SECONDS, and end."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)
        if self.waiting:
            log.warning("%d prediction(s) could not be logged", self.waiting)

    def put(self, scored: Scored) -> None:
        """Take one request's predictions, from one thread only. Never waits, never raises."""
        if self.waiting + len(scored) > LIMIT:
            self.dropped += len(scored)
            return
        self._taken += len(scored)
        self._queue.put(scored)

    def _run(self) -> None:
        pending: list[Scored] = []
        stopping = False
        while not stopping:
            stopping = self._stopping.wait(RETRY_SECONDS if self.failing else WRITE_SECONDS)
            while not self._queue.empty():
                pending.append(self._queue.get())
            if pending and self._write(pending):
                pending.clear()

    def _write(self, pending: list[Scored]) -> bool:
        try:
            predictions.insert(pending)
        # The service goes on whatever the database says; what waits is tried again.
        except Exception as error:
            if not self.failing:
                log.warning("predictions are not being logged: %s", error)
            self.failing = True
            return False
        if self.failing:
            log.warning("predictions are being logged again")
        self.failing = False
        self.written += sum(len(scored) for scored in pending)
        return True
