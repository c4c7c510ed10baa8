"""The README's "Make it yours": whole problems of other shapes, from extract to predictions."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, with_copier
from tests.pythons import clean_environment, supported, uv
from tests.upgrade.upgrading import upgrade

pytestmark = pytest.mark.slow

PROBLEMS = Path(__file__).parent / "problems"
NAMES = sorted(path.parent.name for path in PROBLEMS.glob("*/params.toml"))
# Without a time, and by the day; the others are trained where they are.
DELIVERED = ["shops", "tumours"]
TRAINED = [name for name in NAMES if name not in DELIVERED]
# The same rows with a model that isn't scikit-learn's, as docs/bring-your-model.md says.
MODELS = ["flats-keras", "flats-onnx"]
ENVIRONMENT = clean_environment(next(iter(supported().values())))


def run(project: Path, *command: str, **environment: str) -> str:
    result = subprocess.run(
        [uv(), *command],
        cwd=project,
        env=ENVIRONMENT | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def replace_the_example(project: Path, name: str, model: str) -> None:
    """What the README says under "Make it yours", done."""
    problem = project / "src" / "bike_rides" / "problem"
    shutil.rmtree(problem)
    for folder in (PROBLEMS / "base", PROBLEMS / name):
        shutil.copytree(folder / "problem", problem, dirs_exist_ok=True)
    for left in ("tests/example", "data/source", "notebooks"):
        shutil.rmtree(project / left)
    shutil.copy(PROBLEMS / name / "params.toml", project)
    needed = PROBLEMS / name / "requirements.txt"
    if model:
        shutil.copy(PROBLEMS / "models" / f"{model}.py", problem / "model.py")
        needed = PROBLEMS / "models" / f"{model}.txt"
    if needed.exists():
        run(project, "add", *needed.read_text(encoding="utf-8").split())
    if (data := PROBLEMS / name / "make_data.py").exists():
        run(project, "run", "python", str(data), ".")


@pytest.fixture(scope="module")
def project(request: pytest.FixtureRequest, template, tmp_path_factory) -> Path:
    """A Level 0 project of another problem, after `poe all`, whose model beat the baseline."""
    path = with_copier(template, tmp_path_factory.mktemp(request.param) / "project", 0, {})
    name, _, model = request.param.partition("-")
    replace_the_example(path, name, model)
    said = run(path, "run", "poe", "all")
    assert "does not beat" not in said
    return path


@pytest.mark.parametrize("project", NAMES + MODELS, indirect=True)
def test_the_model_goes_by_its_features_and_is_handed_over(project):
    path = project / "reports" / "evaluation" / "metrics.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    assert max(measured["importance"].values()) > 0
    archive = next((project / "handover").glob("*.zip"))
    assert "whole and unchanged" in run(project, "run", "poe", "verify", str(archive))


@pytest.mark.parametrize("project", NAMES + MODELS, indirect=True)
def test_rows_are_scored(project):
    bundle = next(path for path in (project / "handover").iterdir() if path.is_dir())
    rows = max((project / "data" / "landing").iterdir())
    run(project, "run", "poe", "predict", "--input", str(rows), "--bundle", str(bundle))
    with (project / "predictions.csv").open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    chances = [column for column in scored[0] if column.startswith("probability_")]
    for row in scored:
        assert row["prediction"]
        if chances:
            assert sum(float(row[name]) for name in chances) == pytest.approx(1, abs=1e-4)
            likeliest = max(chances, key=lambda name: float(row[name]))
            assert likeliest == f"probability_{row['prediction']}"


@pytest.mark.parametrize("project", NAMES, indirect=True)
def test_its_own_tests_pass_and_it_is_clean(project):
    run(project, "run", "poe", "test")
    run(project, "run", "poe", "lint")


def climbed(project: Path) -> Path:
    """The project at Level 2."""
    if not (project / "deployments").exists():
        commit_all(project)
        result = upgrade(project, "--level", "2")
        assert result.returncode == 0, result.stdout + result.stderr
        run(project, "lock")
        commit_all(project)
    return project


@pytest.mark.parametrize("project", TRAINED, indirect=True)
def test_it_climbs_to_level_2_and_is_trained_there(project):
    assert "promoted: version 1" in run(climbed(project), "run", "poe", "pipeline")


@pytest.mark.parametrize("project", ["wines"], indirect=True)
def test_a_batch_of_one_class_only_blocks_nothing(project):
    landing = climbed(project) / "data" / "landing"
    with (landing / "2023.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # Years that the source has not.
    for year, grapes in (("2024", ["barolo"]), ("2025", ["barolo", "barbera", "grignolino"])):
        with (landing / f"{year}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0], lineterminator="\n")
            table.writeheader()
            for row in rows:
                if row["grape"] in grapes:
                    table.writerow(row | {"harvested": f"{year}-10-01"})
        assert "promoted: " in run(project, "run", "poe", "pipeline")


@pytest.mark.parametrize("project", DELIVERED, indirect=True)
def test_it_climbs_to_level_2_and_is_delivered_trained_and_served(project):
    staging = climbed(project) / "deployments" / "staging"
    run(project, "run", "poe", "extract", PROJECT_HOME=str(staging / "shared"))
    run(project, "run", "poe", "bundle")
    run(project, "run", "poe", "deploy", "--target", "staging")
    trained = run(project, "run", "poe", "run", "--target", "staging")
    assert "promoted: version 1" in trained
    assert "the service answers" in run(project, "run", "poe", "smoke", "--target", "staging")
