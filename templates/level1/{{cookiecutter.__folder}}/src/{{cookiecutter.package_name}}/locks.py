"""What only one process at a time may do."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_at_a_time(path: Path) -> Generator[None]:
    """Hold a lock that works on every system and that ends with the process that holds it.

    Raises:
        sqlite3.Error, OSError: it can't be had, in two minutes or at all.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(path, timeout=120, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()
