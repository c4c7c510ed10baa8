"""The README's "Make it yours": another table, another target, a classifier."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, with_copier
from tests.pythons import clean_environment, supported, uv

OTHER = Path(__file__).parent / "other_problem"


@pytest.fixture(scope="module")
def project(template, tmp_path_factory) -> Path:
    """A Level 0 project with another problem in the places that its README names."""
    path = with_copier(template, tmp_path_factory.mktemp("other") / "machines", 0, {})
    source = path / "src" / "bike_rides" / "problem"
    shutil.rmtree(source)
    shutil.copytree(OTHER / "problem", source)
    shutil.copy(OTHER / "params.toml", path)
    shutil.rmtree(path / "tests" / "problem")
    (path / "notebooks" / "explore.ipynb").unlink()
    return path


def poe(project: Path, *arguments: str) -> None:
    result = subprocess.run(
        [uv(), "run", "poe", *arguments],
        cwd=project,
        env=clean_environment(next(iter(supported().values()))),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
def test_every_step_works_on_another_problem(project):
    poe(project, "all")
    bundle = next(path for path in (project / "handover").iterdir() if path.is_dir())
    hours = str(project / "data" / "landing" / "2024-05.csv")
    poe(project, "predict", "--input", hours, "--bundle", str(bundle))
    with (project / "predictions.csv").open(encoding="utf-8", newline="") as file:
        chances = [float(row["predicted_failed"]) for row in csv.DictReader(file)]
    assert all(0 < chance < 1 for chance in chances)


@pytest.mark.slow
def test_what_is_not_the_problem_s_stays_tested_and_clean(project):
    poe(project, "test")
    poe(project, "lint")


@pytest.mark.slow
def test_it_climbs_and_is_retrained_served_and_delivered(project, tmp_path):
    climbing = tmp_path / "machines"
    shutil.copytree(project, climbing, ignore=shutil.ignore_patterns(".venv", "*.csv"))
    poe(climbing, "extract")
    # uv has written its lock file.
    commit_all(climbing)
    poe(climbing, "upgrade", "--level", "2", "--defaults")
    # What docs/level1.md asks for when rows don't come hourly.
    shutil.copy(OTHER / "completeness.py", climbing / "src" / "bike_rides" / "problem")
    poe(climbing, "lint")
    poe(climbing, "test")
    # What is delivered is committed, the lock file of the new level too.
    commit_all(climbing)
    poe(climbing, "extract", "--until", "2024-05")
    poe(climbing, "experiment", "--from", "2024-05", "--variant", "short", "data.window_months=3")
    poe(climbing, "bundle")
    for command in ("deploy", "run", "smoke"):
        poe(climbing, command, "--target", "local")
    folder = climbing / "reports" / "experiments" / "backtest"
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert result["measure"] == "log_loss"
