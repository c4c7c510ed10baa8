"""The command, as a person types it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from {{ cookiecutter.package_name }}.experiment.main import main

from {{ cookiecutter.package_name }}.experiment import against
from {{ cookiecutter.package_name }}.problem import metrics, source
from {{ cookiecutter.package_name }}.steps import extract

pytestmark = pytest.mark.example

Run = Callable[..., int]
MONTH = "2011-04"
QUICK = ["--from", MONTH, "--until", MONTH, "--processes", 1]
FEWER = ["--variant", "two months", "data.window_months=2"]


@pytest.fixture
def landed(home: Path, run: Run) -> Path:
    run(extract.main, "--until", MONTH)
    return home / "reports" / "experiments"


def test_it_writes_report_picture_and_data(landed: Path, run: Run) -> None:
    assert run(main, *FEWER, *QUICK, "--no-record") == 0
    folder = landed / "backtest"
    assert {path.name for path in folder.iterdir()} == {"report.md", "by_month.png", "result.json"}
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert [tried["name"] for tried in result["tried"]] == ["as it is", "two months"]
    assert result["months"] == [MONTH]


def test_every_variant_is_kept_in_the_tracker(landed: Path, run: Run) -> None:
    from {{ cookiecutter.package_name }} import operations, tracking

    assert run(main, *FEWER, *QUICK) == 0
    store = tracking.client()
    experiment = store.get_experiment_by_name(operations.load().registry.name)
    assert experiment is not None
    runs = store.search_runs([experiment.experiment_id], "tags.experiment = 'backtest'")
    assert {run.data.tags["variant"] for run in runs} == {"as it is", "two months"}
    assert all(f"backtest_{metrics.PRIMARY}" in run.data.metrics for run in runs)


def test_it_can_get_the_months_by_itself(home: Path, run: Run) -> None:
    newest = max(source.months())
    window = ["--from", newest, "--processes", 1]
    assert run(main, "--extract", *window, "--no-record") == 0
    assert (home / "data" / "landing" / f"{newest}.csv").exists()


def test_without_later_months_it_says_what_to_do(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(extract.main)
    assert run(main, "--no-record") == 1
    assert "run `uv run poe extract --until YYYY-MM` first" in capsys.readouterr().err
    assert not (home / "reports").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--from", MONTH, "--until", "2011-01"], "--from 2011-04 is after the last month"),
        (["--until", "2019-01"], "2019-01 has not landed"),
        (["--from", "2011-01", "--until", "2011-01"], "2011-01 can't be forecast: no month before"),
        (["--processes", "x"], "at least 1"),
    ],
)
def test_months_that_cannot_be_forecast_are_named(
    landed: Path,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    reason: str,
) -> None:
    assert run(main, *arguments, "--no-record")
    assert reason in capsys.readouterr().err
    assert not landed.exists()


def test_a_commit_that_does_not_exist_is_named(
    landed: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    monkeypatch.setattr(against, "ROOT", tmp_path)
    assert run(main, "--against", "nowhere", *QUICK) == 1
    assert "nowhere: no such commit" in capsys.readouterr().err
    assert not landed.exists()
