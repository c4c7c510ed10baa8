"""What only one process at a time may do."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):  # noqa: N818
    """Another process holds the lock."""


@contextmanager
def one_at_a_time(path: Path, wait_seconds: float = 120) -> Generator[None]:
    """Hold a lock that works on every system and that ends with the process that holds it.

    Raises:
        Taken: another process holds it, all that time.
        OSError: its folder can't be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise Taken(f"{path.name}: {error}") from error
        yield
    finally:
        lock.close()
