"""Let the batches arrive one by one, and say what became of the model."""

import shutil
import time
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import batches, params
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.files import write_json
from {{ cookiecutter.package_name }}.core.paths import HOME, REPORTS, shown
from {{ cookiecutter.package_name }}.monitoring import monitor, predictions
from {{ cookiecutter.package_name }}.monitoring.findings import Findings, look
from {{ cookiecutter.package_name }}.problem import features, metrics, source
from {{ cookiecutter.package_name }}.problem.model import predict
from {{ cookiecutter.package_name }}.problem.schema import TARGET
from {{ cookiecutter.package_name }}.registry import versions
from {{ cookiecutter.package_name }}.steps.extract import extract

from .picture import draw
from .system import System, outcome

FOLDER = REPORTS / "simulation"
LINE = "{:12} {:>7} {:>7} {:>7}  {:28} {:>3}  {}"


def play(until: str) -> None:
    """Let all batches after [data] until come, up to `until` or the source's newest.

    Raises:
        ProjectError: none is left to come, a simulation is going on, or the system stands still.
    """
    last = batches.parse(until) if until else source.batches()[-1]
    begin = params.load().data.until
    coming = [name for name in source.batches() if begin and begin < name <= last]
    if not coming:
        raise ProjectError(f"no batch up to {last} is left to come after [data] until ({begin!r})")
    # A mistake in it is found before the last simulation is gone.
    operations.load()
    HOME.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(HOME.with_name("simulation.lock"), timeout=0):
            shutil.rmtree(HOME, ignore_errors=True)
            _live_through(coming)
    except Timeout:
        raise ProjectError(f"another simulation is going on in {shown(HOME)}") from None


def _live_through(coming: list[str]) -> None:
    began, system, passed = time.monotonic(), System(), []
    with system.running():
        print(f"service   {system.url}/docs\nwaiting for the first model ...", flush=True)
        first = versions.load(system.wait("first champion", versions.champion)).model
        system.wait("model in the service", system.serving)
        print(LINE.format("batch", "served", "live", "frozen", "drift (PSI)", "s", "gate"))
        for name in coming:
            passed.append(_pass(system, name, first))
            _show(passed[-1])
        _finish(pd.DataFrame(passed), (time.monotonic() - began) / 60)


def _pass(system: System, name: str, first: object) -> dict[str, Any]:
    """Ask the service, let the labels land, wait for what follows; returns the batch's figures."""
    before = _logged()
    rows = system.ask(name)
    system.wait(f"{rows} predictions in the log", lambda: _logged() - before >= rows)
    landed_at = time.monotonic()
    extract(name)
    ended = system.wait(f"training on {name}", outcome)
    champion = versions.champion()
    system.wait(
        "new version in the service", lambda: champion and system.serving() == champion.number
    )
    seconds = round(time.monotonic() - landed_at, 1)
    return _errors(look(), name, first) | {"seconds": seconds, "outcome": ended}


def _logged() -> int:
    return predictions.answers()["asked"].sum()


def _errors(found: Findings, name: str, first: object) -> dict[str, Any]:
    """PRIMARY of the service's answers and of the first version, which was never trained again."""
    live = found.measured[found.measured["batch"] == name].iloc[0]
    drift = found.drift[(found.drift["batch"] == name) & found.drift["drifted"].astype(bool)]
    rows = batches.read(name)
    frozen = metrics.measure(rows[TARGET], predict(first, features.build(rows)))
    return {
        "batch": name,
        "live": float(live[metrics.PRIMARY]),
        "frozen": frozen[metrics.PRIMARY],
        "served": live["model_versions"],
        "drift": [f"{row.feature} {row.psi:.1f}" for row in drift.itertuples()],
    }


def _show(passed: dict[str, Any]) -> None:
    served = ", ".join(f"v{number}" for number in passed["served"])
    drift = ", ".join(passed["drift"][:2]) or "-"
    errors = f"{passed['live']:.3f}", f"{passed['frozen']:.3f}"
    rest = drift, f"{passed['seconds']:.0f}", passed["outcome"]
    print(LINE.format(passed["batch"], served, *errors, *rest), flush=True)


def _finish(passed: pd.DataFrame, minutes: float) -> None:
    """Write figures, picture and monitoring page, and say what came of it."""
    name, frozen, live = metrics.PRIMARY, passed["frozen"].mean(), passed["live"].mean()
    FOLDER.mkdir(parents=True, exist_ok=True)
    figures, picture = FOLDER / "figures.json", FOLDER / "frozen_or_retrained.png"
    write_json(
        figures,
        {
            f"mean_{name}_frozen": frozen,
            f"mean_{name}_live": live,
            "promotions": int(passed["outcome"].str.startswith("promoted").sum()),
            "batches": passed.to_dict("records"),
        },
    )
    draw(passed, picture)
    monitor.write(look())
    print(f"\nmean {name}: frozen {frozen:.3f}, retrained {live:.3f} ({minutes:.1f} minutes)")
    print("\n".join(f"wrote {shown(path)}" for path in (picture, figures, monitor.PAGE)))
