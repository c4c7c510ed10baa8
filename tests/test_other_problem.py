"""The README's "Make it yours": another table, another target, a classifier."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import with_copier
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
