"""The simulation runs the real system, beside the project's own state; what its months promise."""

import json
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import pandas as pd
import psutil
import pytest
from bike_rides.core import contract
from bike_rides.pipeline import evaluation
from bike_rides.pipeline.retrain import run_once
from bike_rides.problem import features, metrics, source
from bike_rides.problem.model import predict
from bike_rides.problem.schema import TARGET, Observation
from bike_rides.registry import versions
from bike_rides.steps.extract import extract
from on_project import python


def simulate(*arguments: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "simulation", *arguments)


def works_in(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return process.environ().get("PROJECT_HOME") == str(folder)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--until", "2011-13"]], ids=" ".join)
def test_what_the_last_one_left_stays_until_the_next_begins(home: Path, arguments: list[str]):
    left = home / "state" / "simulation" / "reports" / "figures.json"
    left.parent.mkdir(parents=True)
    left.touch()
    simulate(*arguments)
    assert left.exists()


@pytest.mark.slow
def test_batches_that_never_come_are_refused_in_one_line(home: Path):
    done = simulate("--until", "2011-06")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: no batch up to 2011-06 is left to come after [data] until ('2011-06')\n"
    )


@pytest.mark.slow
def test_two_months_pass(home: Path):
    own = home / "state" / "mlflow.db"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"the project's own")
    done = simulate("--until", "2011-08")
    assert done.returncode == 0, done.stderr
    place = home / "state" / "simulation"
    figures = json.loads((place / "reports/simulation/figures.json").read_text(encoding="utf-8"))
    july, august = figures["batches"]
    assert (july["batch"], august["batch"]) == ("2011-07", "2011-08")
    assert july["live"] == pytest.approx(july["frozen"])
    assert july["outcome"].startswith("not promoted: candidate")
    assert august["outcome"].startswith("promoted: version 2 instead of version 1: ")
    assert "mean wape: frozen 0.1" in done.stdout
    assert (place / "reports/simulation/frozen_or_retrained.png").stat().st_size > 10_000
    page = (place / "reports/monitoring/index.html").read_text(encoding="utf-8")
    assert "2011-07" in page
    assert "2011-08" in page
    assert own.read_bytes() == b"the project's own"
    # No database for whoever comes next.
    own.unlink()
    assert not [one.cmdline() for one in psutil.process_iter() if works_in(one, place)]


@pytest.mark.slow
def test_eighteen_months_give_the_figures_that_the_lessons_and_the_readme_tell(
    fresh: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
):
    def measured(model: Any, rows: pd.DataFrame) -> float:
        predicted = predict(model, features.build(rows))
        return metrics.measure(rows[TARGET], predicted)[metrics.PRIMARY]

    # Pictures decide nothing.
    monkeypatch.setattr(evaluation, "_draw", lambda *_: None)
    run_once(instance, {})
    champion = versions.champion()
    first = serving = versions.load(champion).model
    frozen, live = [], []
    for name in source.batches()[6:]:
        rows = contract.check(source.read_batch(name), Observation, name)
        frozen.append(measured(first, rows))
        live.append(measured(serving, rows))
        extract(name)
        run_once(instance, {})
        if versions.champion() != champion:
            champion = versions.champion()
            serving = versions.load(champion).model
    assert len(live) == 18
    assert (round(np.mean(frozen), 3), round(np.mean(live), 3)) == (0.363, 0.295)
