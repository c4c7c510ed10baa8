"""Twenty batches land while parts are killed at random and the service is asked throughout.

Run in a default project with a PROJECT_HOME of its own: `python soak.py MINUTES`. What falls is
started again at once, as the units of Level 2 do; in the end nothing may be lost, and no data
trained on twice.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

import httpx
import psutil
from bike_rides.core import batches, contract
from bike_rides.core.paths import HOME, LANDING
from bike_rides.monitoring import predictions
from bike_rides.pipeline import home, runs
from bike_rides.problem import source
from bike_rides.problem.schema import TARGET, Inputs
from bike_rides.registry import versions
from bike_rides.registry.connection import client, experiment_id
from bike_rides.registry.tracking import FINGERPRINT, OUTCOME
from bike_rides.steps.extract import extract
from simulation.system import free_port, outcome

PORT = free_port()
COMMANDS = {"service": ["service.serve", "--port", str(PORT)], "triggers": ["pipeline.daemon"]}
ROWS = 24
# What the command lines of the triggers' processes have.
CHILDREN = {"run": "spawn_main", "code server": "dagster api grpc"}
FAULTS = [*COMMANDS, *CHILDREN, "bad batch", "folder", "none"]
# At the end: for the runs that are still due, pauses after failures included.
PATIENCE_SECONDS = 1200
over = threading.Event()


class Part:
    """One process of the system, and its children; started again whenever it is gone."""

    def __init__(self, name: str) -> None:
        self.name, self._command = name, [sys.executable, "-m", "bike_rides", *COMMANDS[name]]
        self.start()

    def start(self) -> None:
        with (HOME / f"{self.name}.log").open("a") as log:
            self.process = subprocess.Popen(
                self._command, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)

    def child(self, sign: str) -> psutil.Process | None:
        """One of its processes, by what its command line has."""
        for one in psutil.Process(self.process.pid).children(recursive=True):
            # One that has ended has no command line any more.
            with suppress(psutil.Error):
                if sign in " ".join(one.cmdline()):
                    return one
        return None


def is_run(process: psutil.Process) -> bool:
    return CHILDREN["run"] in " ".join(process.cmdline())


def keep_up(parts: list[Part]) -> None:
    while not over.wait(1):
        for part in parts:
            if part.process.poll() is not None and not over.is_set():
                part.start()


def ask(answers: Counter[str], rows: list[dict[str, object]]) -> None:
    """Ask without end; a service that is away refuses the connection, and is asked again."""
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30, trust_env=False) as web:
        while not over.wait(0.05):
            try:
                status = web.post("/predict", json={"rows": rows}).status_code
            except httpx.TransportError:
                answers["away"] += 1
                over.wait(0.5)
                continue
            # 503: no model yet.
            answers[str(status)] += 1


def fault(parts: dict[str, Part], number: int) -> str:
    """One of them, at random."""
    kind = random.choice(FAULTS)  # noqa: S311
    if kind in parts:
        parts[kind].kill()
    elif kind in CHILDREN and (found := parts["triggers"].child(CHILDREN[kind])):
        found.kill()
    elif kind == "bad batch":
        (LANDING / f"2009-{number % 12 + 1:02}.csv").write_text("no,table\n1,2\n", "utf-8")
    elif kind == "folder":
        (LANDING / f"2010-{number % 12 + 1:02}.csv").mkdir(exist_ok=True)
    return kind


def memory(part: Part) -> int:
    """Megabytes of a part and its children, but for a run, which comes and goes."""
    used = 0
    with suppress(psutil.Error):
        whole = psutil.Process(part.process.pid)
        for one in [whole, *whole.children(recursive=True)]:
            with suppress(psutil.ZombieProcess):
                used += 0 if is_run(one) else one.memory_info().rss
    return used // 2**20


def trained_twice() -> list[str]:
    found = client().search_runs([experiment_id() or "0"], f"tags.{OUTCOME} LIKE '%'")
    counted = Counter(run.data.tags[FINGERPRINT] for run in found if FINGERPRINT in run.data.tags)
    return [name for name, times in counted.items() if times > 1]


def live_through(
    parts: dict[str, Part], coming: list[str], pause: float
) -> tuple[list[dict[str, int]], Counter[str]]:
    """Memory of the parts after each batch, and how often each fault was injected."""
    used, faults = [], Counter[str]()
    for number, name in enumerate(coming):
        extract(name)
        began, moment = time.monotonic(), pause * random.random()  # noqa: S311
        time.sleep(moment)
        injected = fault(parts, number)
        faults[injected] += 1
        time.sleep(max(0.0, pause - (time.monotonic() - began)))
        used.append({part: memory(parts[part]) for part in parts})
        print(
            f"{name}  fault: {injected:11}  MB: {used[-1]}  {outcome() or 'under way'}", flush=True
        )
    return used, faults


def main(minutes: float) -> None:
    HOME.mkdir()
    first, *coming = source.batches()[3:]
    for name in [*source.batches()[:3], first]:
        extract(name)
    rows = contract.check(source.read_batch(coming[-1]).head(ROWS).drop(columns=TARGET), Inputs, "")
    sent = json.loads(rows.to_json(orient="records", date_format="iso"))
    parts, answers = {name: Part(name) for name in COMMANDS}, Counter[str]()
    threads = [
        threading.Thread(target=keep_up, args=[list(parts.values())]),
        threading.Thread(target=ask, args=[answers, sent]),
    ]
    for thread in threads:
        thread.start()
    try:
        while not versions.champion():
            time.sleep(1)
        used, injected = live_through(parts, coming, minutes * 60 / len(coming))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not outcome() and time.monotonic() < deadline:
            time.sleep(2)
        time.sleep(5)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        for part in parts.values():
            part.kill()
    with home.instance() as instance:
        ingested = runs.last_ingested(instance)
    half = len(used) // 2
    print(
        json.dumps(
            {
                "not trained on": sorted(
                    set(batches.landed()) - set(ingested.batches if ingested else {})
                ),
                "trained twice": trained_twice(),
                "last": outcome(),
                "answers": answers,
                "rows answered": answers["200"] * ROWS,
                "rows logged": int(predictions.answers()["asked"].sum()),
                "the service killed": injected["service"],
                "memory, last half to first half": {
                    part: round(
                        max(one[part] for one in used[half:])
                        / max(one[part] for one in used[:half]),
                        2,
                    )
                    for part in parts
                },
            }
        )
    )


if __name__ == "__main__":
    main(float(sys.argv[1]))
