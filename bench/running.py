"""Processes that run beside a benchmark, and that end with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.timing import clean_environment

PATIENCE_SECONDS = 240
STOP_SECONDS = 60


def programs(project: Path) -> Path:
    """Where the commands of a project's environment are.

    Started from there, a server gets one signal when it is told to stop: uv and poe would each
    pass on one of their own.
    """
    return project / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")


def up(project: Path) -> list[str]:
    """What `poe up` runs."""
    return [str(programs(project) / "poe"), "up"]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def get(url: str) -> Any:
    """What a page answers, as JSON where it is; None as long as it doesn't answer well."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback
            text = answer.read().decode()
    except (OSError, urllib.error.URLError):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text or True


@contextmanager
def running(
    command: list[str],
    folder: Path,
    ready: Callable[[], Any],
    environment: Mapping[str, str] | None = None,
) -> Generator[None]:
    """Run a command until the block ends, which begins when `ready` gives something true.

    Raises:
        SystemExit: it ended by itself or was never ready; its output is printed.
    """
    # Several run side by side, each with an output of its own.
    log = Path(tempfile.mkdtemp(prefix="bench-", dir=folder)) / "output.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment or clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: what it starts is stopped with it.
            start_new_session=True,
        )
    try:
        wait_for(ready, lambda: explain(process, log))
        yield
    finally:
        stop(process)


def wait_for(find: Callable[[], Any], check: Callable[[], None] = lambda: None) -> Any:
    """Wait until `find` gives something true.

    Raises:
        SystemExit: it took too long, or `check` found that it's no use.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := find()):
        check()
        if time.monotonic() > deadline:
            sys.exit(f"nothing happened for {PATIENCE_SECONDS} s")
        time.sleep(0.05)
    return found


def explain(process: subprocess.Popen[bytes], log: Path) -> None:
    if process.poll() is not None:
        sys.exit(f"ended with exit code {process.returncode}:\n{log.read_text(encoding='utf-8')}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it, and what it has started, to end; what is left after a while is killed."""
    if sys.platform == "win32":
        process.terminate()
        process.wait()
        return
    # Not what Ctrl-C sends: a process that was started in the background ignores that.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while group_lives(process) and time.monotonic() < deadline:
        time.sleep(0.1)
    if group_lives(process):
        print(f"not stopped after {STOP_SECONDS} s, killed", file=sys.stderr)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def group_lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether any process of the group is left: the first may end before those it started."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
