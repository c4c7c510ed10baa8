"""Stand-in for `systemctl --user`: starts what a service unit says, and keeps its number."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS = Path("~/.config/systemd/user").expanduser()
RUNNING = Path("~/.running").expanduser()
# The others take seconds of processor time each, and nobody asks them anything.
STARTED = "-service.service"


def setting(unit, key):
    lines = (UNITS / unit).read_text(encoding="utf-8").splitlines()
    return next((line.partition("=")[2] for line in lines if line.startswith(f"{key}=")), "")


def environment(unit):
    pairs = [word.partition("=") for word in shlex.split(setting(unit, "Environment"))]
    file = Path(setting(unit, "EnvironmentFile").removeprefix("-"))
    if file.is_file():
        lines = file.read_text(encoding="utf-8").splitlines()
        pairs += [line.partition("=") for line in lines]
    return {key: value for key, _, value in pairs}


def stop(unit):
    note = RUNNING / unit
    if not note.exists():
        return
    number = int(note.read_text(encoding="utf-8"))
    note.unlink()
    try:
        os.killpg(number, signal.SIGTERM)
        while True:
            os.killpg(number, 0)
            time.sleep(0.05)
    except ProcessLookupError:
        pass


def start(unit):
    command = shlex.split(setting(unit, "ExecStart"))
    assert Path(command[0]).exists(), command[0]
    if not unit.endswith(STARTED):
        return
    RUNNING.mkdir(exist_ok=True)
    with (RUNNING / f"{unit}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=setting(unit, "WorkingDirectory"),
            env=os.environ | environment(unit),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (RUNNING / unit).write_text(str(process.pid), encoding="utf-8")


def alive(unit):
    note = RUNNING / unit
    if not unit.endswith(STARTED):
        return (UNITS / unit).exists()
    if not note.exists():
        return False
    state = Path(f"/proc/{note.read_text(encoding='utf-8')}/stat")
    return state.exists() and state.read_text(encoding="utf-8").split()[2] != "Z"


_, user, action, *units = sys.argv
assert user == "--user"
units = [unit for unit in units if unit != "--now"]
match action:
    case "restart":
        for name in units:
            stop(name)
            start(name)
    case "disable":
        for name in units:
            stop(name)
    case "is-active":
        for name in units:
            print("active" if alive(name) else "failed")
    case "stop-all":
        for note in RUNNING.glob("*.service"):
            stop(note.name)
    case "daemon-reload" | "enable":
        pass
    case _:
        sys.exit(f"unknown: {action}")
