"""The command `experiment`: on all cores, on a Dask cluster of real processes, with MLflow."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import joblib
import pandas as pd
import pytest
from bike_rides.core import params
from bike_rides.core.errors import ProjectError
from bike_rides.core.paths import LANDING, ROOT
from bike_rides.experiment import backtest, compare
from bike_rides.problem import source
from bike_rides.steps.extract import extract

Run = Callable[..., int]
NEWEST = source.batches()[3]
COMMAND = "experiment.compare"
# Longer than two processes take to start on a machine that is busy.
PATIENCE_SECONDS = 120


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = params.load()
    model = chosen.model.model_copy(update={"max_iter": 10})
    data = chosen.data.model_copy(update={"until": source.batches()[1]})
    changed = chosen.model_copy(update={"model": model, "data": data})
    monkeypatch.setattr(params, "load", lambda: changed)


@pytest.fixture
def landed(home: Path) -> Path:
    """Four batches, of which the last two can be forecast."""
    extract(NEWEST)
    return home / "reports" / "experiments"


def read(folder: Path) -> pd.DataFrame:
    content = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return pd.DataFrame(content["scores"])


@contextmanager
def program(*arguments: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[str], pattern: str) -> str:
    """The first group of the first line of its log that matches."""
    killer = Timer(PATIENCE_SECONDS, process.kill)
    killer.start()
    log = []
    assert process.stderr
    for line in process.stderr:
        log.append(line)
        if found := re.search(pattern, line):
            killer.cancel()
            return found[1]
    raise AssertionError("".join(log))


@pytest.fixture
def cluster(tmp_path: Path) -> Generator[str]:
    """A scheduler and two workers, each a process as on another machine; gives the address."""
    pytest.importorskip("distributed")
    place = ["--host", "127.0.0.1", "--port", "0"]
    with program("dask_scheduler", *place, "--no-dashboard") as scheduler:
        address = wait_for(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        place = ["--nthreads", "1", "--local-directory", str(tmp_path), "--no-dashboard"]
        with (
            program("dask_worker", address, "--name", "one", *place) as one,
            program("dask_worker", address, "--name", "two", *place) as two,
        ):
            for worker in (one, two):
                wait_for(worker, r"Registered to:\s+(\S+)")
            yield address


def test_a_file_of_variants_is_compared(landed: Path, run: Run) -> None:
    file = landed.parent / "windows.toml"
    file.parent.mkdir()
    file.write_text("[variants.two]\ndata.window = 2\n", encoding="utf-8")
    assert run(COMMAND, file, "--variant", "data.window = 3", "--no-record") == 0
    table = read(landed / "windows")
    assert list(table) == ["as it is", "two", "data.window = 3"]
    assert list(table.index) == source.batches()[2:4]
    assert "## Backtest" in (landed / "windows" / "report.md").read_text(encoding="utf-8")


def test_a_search_ends_with_what_to_put_into_params_toml(
    landed: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    from bike_rides.registry import tracking

    file = landed.parent / "look.toml"
    file.parent.mkdir()
    file.write_text("tries = 3\nunseen = 1\n[ranges]\nmodel.max_iter = [5, 20]\n", "utf-8")
    assert run(COMMAND, file) == 0
    table = read(landed / "look")
    assert list(table.index) == [NEWEST]
    found = table.columns[1]
    value = found.removeprefix("model.max_iter = ")
    assert 5 <= int(value) <= 20
    figure = f"mean wape {table[found].mean():.3f} on {NEWEST}, unseen"
    assert f"({figure}):\n[model]\nmax_iter = {value}\n" in capsys.readouterr().out
    # Kept in MLflow: each try, and the comparison on the unseen batch.
    assert found in recorded("look, tries")
    assert set(recorded("look")) == {"as it is", found}
    kept = recorded("look")[found]
    (point,) = tracking.client().get_metric_history(kept.info.run_id, "backtest_wape_by_batch")
    assert (point.step, point.value) == (int(NEWEST.replace("-", "")), table.at[NEWEST, found])
    chosen = kept.data
    assert chosen.metrics["backtest_wape"] == pytest.approx(table[found].mean())
    assert chosen.params["model.max_iter"] == value


@pytest.mark.slow
def test_on_the_bikes_the_search_finds_a_window_of_some_months(landed: Path, run: Run) -> None:
    extract(source.batches()[-1])
    assert run(COMMAND, ROOT / "experiments" / "search.toml", "--no-record") == 0
    found = read(landed / "search").columns[1]
    assert 2 <= int(found.removeprefix("data.window = ")) <= 9


def recorded(experiment: str) -> dict[str, Any]:
    """The runs of an experiment in MLflow, by variant."""
    from bike_rides.registry import tracking

    wanted = f"tags.experiment = '{experiment}'"
    runs = tracking.client().search_runs([tracking.experiment_id() or ""], wanted)
    return {run.data.tags["variant"]: run for run in runs}


def test_a_cluster_gives_the_figures_of_this_machine(
    landed: Path, run: Run, cluster: str, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    arguments = ["--variant", "data.window = 2", "--no-record"]
    assert run(COMMAND, *arguments, "--to", here) == 0
    assert run(COMMAND, *arguments, "--to", there, "--dask", cluster) == 0
    pd.testing.assert_frame_equal(read(here), read(there))


def test_all_workers_of_a_cluster_do_their_part(cluster: str) -> None:
    with backtest.workers(cluster):
        jobs = [joblib.delayed(os.getpid)() for _ in range(20)]
        found = set(joblib.Parallel()(jobs))
    assert len(found) == 2 and os.getpid() not in found


def test_workers_with_other_code_are_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from bike_rides.pipeline import landing

    monkeypatch.setattr(landing, "code_digest", lambda parts: "of a change that isn't there yet")
    with pytest.raises(ProjectError, match="workers with other code"), backtest.workers(cluster):
        pass


def test_a_cluster_that_is_not_there_is_one_line(
    landed: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    assert run(COMMAND, "--dask", "nonsense", "--no-record") == 1
    [line] = capsys.readouterr().err.strip().splitlines()[-1:]
    assert line.startswith("error: no Dask cluster at nonsense")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--until", "2019-01"], "that could be forecast: run `uv run poe extract"),
        (["--since", "2011-7"], '"2011-7" is not a month'),
        (["--since", source.batches()[1]], "none is left to train on"),
        (["nowhere.toml"], "nowhere.toml is missing"),
        (["--against", "nowhere"], "error: git: "),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(
    landed: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    assert run(COMMAND, *arguments, "--no-record") == 1
    assert reason in capsys.readouterr().err
    assert not landed.exists()


def test_it_can_get_the_batches_by_itself(home: Path, run: Run) -> None:
    newest = source.batches()[-1]
    assert run(COMMAND, "--extract", "--since", newest, "--no-record") == 0
    assert (LANDING / f"{newest}.csv").exists()


def test_rows_without_a_time_are_refused(
    landed: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compare, "TIME", None)
    assert run(COMMAND) == 1
    assert "TIME in schema.py is None" in capsys.readouterr().err
