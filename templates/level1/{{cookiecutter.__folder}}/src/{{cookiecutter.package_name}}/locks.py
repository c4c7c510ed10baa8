"""What only one process at a time may do."""

import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path


class Taken(OSError):  # noqa: N818
    """Another process holds the lock."""


@contextmanager
def one_at_a_time(path: Path, wait_seconds: float = 120) -> Generator[None]:
    """Hold a lock that works on every system and that ends with the process that holds it.

    Raises:
        Taken: another process holds it, all that time.
        OSError: it can't be made there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            lock = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
            stack.callback(lock.close)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            raise (Taken if busy else OSError)(f"{path}: {error}") from error
        yield
