"""Several processes in one terminal: their output with a name before each line, one clean stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO, Any

from ..core.errors import ProjectError
from ..core.paths import ROOT

STOP_SECONDS = 20
STOP_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
]


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[str]:
    """Start a process that Ctrl-C reaches through us alone, so that it is stopped once."""
    group: dict[str, Any] = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"},
        **group,
        **options,
    )


def stop(process: subprocess.Popen[str]) -> None:
    """Ask a process to end; when it doesn't, end it and what it has started."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if sys.platform != "win32":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def run_together(commands: Mapping[str, Sequence[str]]) -> None:
    """Run all until Ctrl-C or TERM, or until one of them ends; stops the others then.

    Args:
        commands: name -> command; the name stands before each line of its output.

    Raises:
        ProjectError: one ended by itself.
        KeyboardInterrupt: we were asked to stop.
    """
    width = max(map(len, commands))
    processes: dict[str, subprocess.Popen[str]] = {}
    with stopped_by_signals(processes):
        for name, command in commands.items():
            process = start(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            processes[name] = process
            prefix = f"{name:{width}} | "
            threading.Thread(target=_relay, args=(prefix, process.stdout), daemon=True).start()
        while all(process.poll() is None for process in processes.values()):
            time.sleep(0.2)
        ended = next(name for name, process in processes.items() if process.poll() is not None)
        raise ProjectError(f"{ended} ended with exit code {processes[ended].returncode}")


@contextmanager
def stopped_by_signals(processes: dict[str, subprocess.Popen[str]]) -> Generator[None]:
    """Let a signal end the block, and stop all processes at its end, however it comes."""
    handlers = {number: signal.signal(number, _interrupt) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(list(processes.values())):
            stop(process)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _relay(prefix: str, output: IO[str]) -> None:
    with output:
        for line in output:
            # One write a line: those of different processes don't mix.
            sys.stdout.write(f"{prefix}{line.rstrip()}\n")
            sys.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    # A second one, of impatience or of a runner that passes it on, must not stop the stopping.
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
