"""Let the months arrive one by one: traffic, labels, retraining, gate, swap, monitoring."""

import shutil
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from .. import operations, registry
from ..core import params
from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import write_json, write_text
from ..core.paths import HOME, REPORTS, shown
from ..core.tables import read_landed
from ..locks import Taken, one_at_a_time
from ..monitoring import main as monitor
from ..monitoring.findings import Findings, look
from ..monitoring.prediction_log import count_by_month
from ..monitoring.report import render
from ..operations import predictions_url
from ..pipeline import home
from ..problem import features, metrics, source
from ..problem.model import predict
from ..problem.schema import TARGET
from ..steps.extract import extract
from .picture import draw
from .system import System, ended, free_port

FOLDER = REPORTS / "simulation"
LINE = (
    "{month:8} {served:>7} {live:>6} {frozen:>7}  {drift:26} {trigger:21} {seconds:>5}  {outcome}"
)


@dataclass(frozen=True)
class Month:
    """What happened to one month.

    live: error of the service's predictions; frozen: of version 1 on the same rows;
    served: versions that answered; drift: drifted features; seconds: from the landing of the
    labels to the end of the training, or to the first answer of a new version.
    """

    month: str
    live: float
    frozen: float
    served: list[int]
    drift: list[str]
    trigger: str
    outcome: str
    seconds: float


def live_through(system: System, month: str, first: Any) -> Month:
    """Ask the service, let the labels land, wait for what follows."""
    rows = system.ask(month)
    system.wait(
        f"{rows} predictions in the log",
        lambda: count_by_month(predictions_url()).get(month, 0) >= rows,
    )
    began = time.monotonic()
    extract(month)
    training = system.wait(f"training on {month}", ended)
    champion = registry.champion()
    system.wait("new version in the service", lambda: champion and served_by(system, champion))
    seconds = time.monotonic() - began
    return describe(look(), month, training, first, seconds)


def served_by(system: System, version: registry.Version) -> bool:
    """Whether the service answers with this version."""
    return system.serving() == version.number


def describe(
    found: Findings, month: str, training: dict[str, str], first: Any, seconds: float
) -> Month:
    """The month in figures."""
    live = found.months[found.months["month"] == month].iloc[0]
    drift = found.drift[(found.drift["month"] == month) & found.drift["drifted"]]
    labelled = read_landed(month)
    frozen = metrics.measure(labelled[TARGET].to_numpy(), predict(first, features.build(labelled)))
    return Month(
        month=month,
        live=float(live[metrics.PRIMARY]),
        frozen=frozen[metrics.PRIMARY],
        served=live["model_versions"],
        drift=[
            f"{name} {psi:.1f}" for name, psi in zip(drift["feature"], drift["psi"], strict=True)
        ],
        trigger=training["trigger"],
        outcome=training["outcome"],
        seconds=round(seconds, 1),
    )


def show(month: Month) -> None:
    """One line."""
    print(
        LINE.format(
            month=month.month,
            served=", ".join(f"v{version}" for version in month.served),
            live=f"{month.live:.3f}",
            frozen=f"{month.frozen:.3f}",
            drift=", ".join(month.drift[:2]) or "-",
            trigger=month.trigger,
            seconds=f"{month.seconds:.0f}",
            outcome=month.outcome,
        ),
        flush=True,
    )


def finish(months: list[Month], minutes: float) -> None:
    """Write figures and picture, and say what came of it."""
    live, frozen = (
        sum(getattr(month, name) for month in months) / len(months) for name in ("live", "frozen")
    )
    name = metrics.PRIMARY
    FOLDER.mkdir(parents=True, exist_ok=True)
    figures, picture = FOLDER / "figures.json", FOLDER / "frozen_or_retrained.png"
    write_json(
        figures,
        {
            f"mean_{name}_frozen": frozen,
            f"mean_{name}_live": live,
            "promotions": sum(month.outcome.startswith("promoted") for month in months),
            "months": [asdict(month) for month in months],
        },
    )
    draw(months, picture)
    print(f"\nmean {name}: frozen {frozen:.3f}, retrained {live:.3f} ({minutes:.1f} minutes)")
    found = look()
    write_text(monitor.PAGE, render(found, datetime.now()))
    monitor.record(found)
    wrote(picture, figures, monitor.PAGE)


@command
def main() -> None:
    arguments = parser("simulate", __doc__)
    arguments.add_argument("--until", metavar="YYYY-MM", help="last month to live through")
    until = arguments.parse_args().until
    until = params.month(until) if until else source.months()[-1]
    coming = [month for month in source.months() if params.load().data.until < month <= until]
    if not coming:
        raise ProjectError(f"no month up to {until} is left to come")
    # A mistake in it is found before the last simulation is gone.
    operations.load()
    try:
        with one_at_a_time(HOME.with_name("simulation.lock"), wait_seconds=0):
            play(coming)
    except Taken:
        raise ProjectError(f"another simulation is going on in {shown(HOME)}") from None
    next_step(f"open {shown(FOLDER)}; your own data, models and runs are as they were")


def play(coming: list[str]) -> None:
    """Let the months come, in a folder that is empty but for them."""
    if HOME.exists():
        shutil.rmtree(HOME)
    HOME.mkdir(parents=True)
    began = time.monotonic()
    home.set_environment()
    system = System(free_port(), free_port())
    months = []
    with system.running():
        print(f"service   {system.url}/docs\npipeline  {system.page}\nin        {shown(HOME)}")
        print("waiting for the first model ...", flush=True)
        first = registry.load(system.wait("first champion", registry.champion))
        system.wait("model in the service", system.serving)
        print(
            LINE.format(
                month="month",
                served="served",
                live="live",
                frozen="frozen",
                drift="drift (PSI)",
                trigger="trigger",
                seconds="s",
                outcome="gate",
            )
        )
        for month in coming:
            months.append(live_through(system, month, first))
            show(months[-1])
        finish(months, (time.monotonic() - began) / 60)
