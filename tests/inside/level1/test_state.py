"""What the running system remembers, from outside: moved, emptied, shared, backed up, tidied."""

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bike_rides.core.paths import ROOT
from on_project import command, run

PREDICT = """
from bike_rides.problem import features, model
from bike_rides.registry import versions
kept = versions.load(versions.champion())
print(len(model.predict(kept.model, features.build(kept.sample))))
"""
MAKE_CHAMPION = """
from bike_rides.core import contract
from bike_rides.problem import features, model, source
from bike_rides.problem.schema import TARGET, Inputs, Observation
from bike_rides.registry import tracking, versions
rows = contract.check(source.read_batch("2011-01"), Observation, "2011-01")
fitted = model.fit_baseline(features.build(rows), rows[TARGET])
kept = versions.Stored(fitted, fitted, contract.json_schema(Inputs), rows.head(20))
run = tracking.record("train", tags={"fingerprint": "f1"})
batch = {"newest_batch": "2011-01", "candidate_batch": "2011-01"}
version = versions.register(run, kept, **batch, metrics={"wape": 0.5})
versions.promote(version, instead_of=versions.champion())
tracking.settle(run, "promoted")
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a champion."""
    home = tmp_path_factory.mktemp("made") / "project"
    done = run(home, "-c", MAKE_CHAMPION)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy of it elsewhere, as after a move."""
    return Path(shutil.copytree(made, tmp_path / "a_b" / "moved project"))


def test_a_moved_project_loads_its_champion_and_its_own_files(project: Path, made: Path):
    shown = run(project, "-c", PREDICT)
    assert (shown.stdout.strip(), shown.stderr) == ("20", "")
    with sqlite3.connect(project / "state" / "mlflow.db") as database:
        (address,) = database.execute("SELECT artifact_uri FROM runs").fetchone()
    assert address.startswith((project / "state").as_uri())


@pytest.mark.parametrize("how", ["emptied", "deleted"])
def test_a_database_that_lost_its_versions_is_not_made_anew(project: Path, how: str):
    database = project / "state" / "mlflow.db"
    database.write_bytes(b"") if how == "emptied" else database.unlink()
    done = command(project, "pipeline.rollback")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "mlflow.db is empty, but" in done.stderr
    assert database.stat().st_size == 0


# All that is imported on the way may lie where the other user can't read.
AS_ANOTHER_USER = """
import os, sys
from bike_rides.__main__ import main
from bike_rides.registry import versions
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
versions.champion()
del os.environ["MLFLOW_TRACKING_URI"]
os.setgid(65534)
os.setuid(65534)
main(["pipeline.rollback"])
"""


WITH_DAGSTER_S_RECORDS = """
import os
from bike_rides.pipeline import home
with home.instance() as made:
    os.setgid(65534)
    os.setuid(65534)
    made.wipe()
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="changes the user")
def test_another_user_of_a_shared_folder_is_told_whose_file_it_is(project: Path, tmp_path: Path):
    for folder in (*project.parents, *ROOT.parents):
        if folder.stat().st_mode & 0o777 == 0o700 and folder != Path.home():
            folder.chmod(0o755)
    copy = shutil.copy(project / "state" / "mlflow.db", tmp_path / "copy.db")
    (project / "state" / "mlflow.lock").chmod(0o666)
    done = run(project, "-c", AS_ANOTHER_USER, f"sqlite:///{copy}")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "mlflow.db belongs to root, and this user may not write it" in done.stderr
    line = run(project, "-c", WITH_DAGSTER_S_RECORDS).stderr.splitlines()[-1]
    assert ".db belongs to root, and this user may not write it" in line


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_what_the_umask_leaves_to_the_group_is_left_to_it(tmp_path: Path):
    done = run(tmp_path / "home", "-c", MAKE_CHAMPION, umask=0o002)
    assert done.returncode == 0, done.stderr
    state = tmp_path / "home" / "state"
    closed = [
        path.relative_to(state).as_posix()
        for path in state.rglob("*")
        if not path.stat().st_mode & 0o020
    ]
    assert closed == ["signing.key"]


def test_processes_that_start_together_make_one_database(tmp_path: Path):
    look = "from bike_rides.registry import versions; print(versions.champion())"
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: run(tmp_path, "-c", look), range(3)))
    assert [process.stdout.strip() for process in done] == ["None"] * 3


def test_a_backup_brings_it_all_back_at_another_path(project: Path, tmp_path: Path):
    arrival = "from bike_rides.monitoring import predictions as p; p.record_arrival('2011-01')"
    assert run(project, "-c", arrival).returncode == 0
    simulated = project / "state" / "simulation" / "data"
    simulated.mkdir(parents=True)
    assert command(project, "pipeline.backup", str(tmp_path / "all.zip")).returncode == 0
    there = tmp_path / "other machine"
    done = command(there, "pipeline.restore", str(tmp_path / "all.zip"))
    assert done.returncode == 0, done.stderr
    assert run(there, "-c", PREDICT).stdout.strip() == "20"
    arrived = "from bike_rides.monitoring import predictions as p; print(list(p.arrivals()))"
    assert run(there, "-c", arrived).stdout.strip() == "['2011-01']"
    assert not (there / "state" / "simulation").exists()
    if os.name != "nt":
        for path in (tmp_path / "all.zip", there / "state" / "signing.key"):
            assert path.stat().st_mode & 0o777 == 0o600
    again = command(there, "pipeline.restore", str(tmp_path / "all.zip"))
    assert again.returncode == 1
    assert "move" in again.stderr


def test_only_a_backup_is_restored(tmp_path: Path):
    (tmp_path / "other.zip").write_text("no zip")
    done = command(tmp_path / "home", "pipeline.restore", str(tmp_path / "other.zip"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "not a zip file" in done.stderr


# All runs are two years old.
OLD = """
import sqlite3
from bike_rides import operations
with sqlite3.connect(operations.STATE / "mlflow.db") as database:
    database.execute("UPDATE runs SET start_time = start_time - 63072000000")
"""
TIDIED = """
from bike_rides.registry import tracking, versions
print(sorted(versions.versions()), versions.champion().number, tracking.outcome("f1"))
"""


def test_retention_keeps_the_champion_and_the_one_before(project: Path):
    for script in (MAKE_CHAMPION, MAKE_CHAMPION, MAKE_CHAMPION, OLD):
        done = run(project, "-c", script)
        assert done.returncode == 0, done.stderr
    done = command(project, "pipeline.housekeeping")
    assert done.returncode == 0, done.stderr
    assert "2 record(s) in MLflow" in done.stdout
    assert run(project, "-c", TIDIED).stdout.strip() == "[3, 4] 4 promoted"
    assert len(list((project / "state" / "artifacts").glob("*/artifacts/version"))) == 2
    assert command(project, "pipeline.rollback").returncode == 0
    back = command(project, "pipeline.rollback")
    assert "version 2, the champion before, is no longer kept" in back.stderr


RUN_THREE = """
import sqlite3
import dagster as dg
from bike_rides.pipeline.home import instance
@dg.op
def step():
    pass
@dg.job(name="retrain")
def pipeline():
    step()
@dg.job
def another():
    step()
with instance() as dagster:
    jobs = (pipeline, pipeline, another)
    first, second, third = (job.execute_in_process(instance=dagster).run_id for job in jobs)
    folder = dagster.root_directory
with sqlite3.connect(folder + "/history/runs.db") as database:
    database.execute("UPDATE runs SET create_timestamp = '2020-01-01'")
print(first, second, third)
"""


def test_retention_keeps_the_newest_run_of_the_pipeline_and_no_file_of_others(project: Path):
    first, second, other = run(project, "-c", RUN_THREE).stdout.split()
    done = command(project, "pipeline.housekeeping")
    assert done.returncode == 0, done.stderr
    assert "2 run(s) in Dagster" in done.stdout
    names = " ".join(path.as_posix() for path in (project / "dagster_home").rglob("*"))
    assert second in names
    assert first not in names and other not in names


# A batch each month and a prediction on each day before: all of them years old.
ANSWERS = """
import pandas as pd
from datetime import datetime
from bike_rides.core import contract
from bike_rides.monitoring import predictions
from bike_rides.problem import source
from bike_rides.problem.schema import Inputs, Observation
import os
rows = contract.check(source.read_batch("2011-01"), Observation, "2011-01").head(1)
for month in range(1, 7):
    os.environ["PROJECT_CLOCK"] = f"2011-{month:02}-01"
    predictions.write(rows, pd.DataFrame({"prediction": [1.0]}), 1)
    os.environ["PROJECT_CLOCK"] = f"2011-{month:02}-02"
    predictions.record_arrival(f"2011-{month:02}")
"""


def test_retention_keeps_the_answers_that_the_newest_labels_judge(project: Path):
    done = run(project, "-c", ANSWERS)
    assert done.returncode == 0, done.stderr
    assert "3 prediction(s)" in command(project, "pipeline.housekeeping").stdout


def test_retention_leaves_a_deleted_experiment_to_those_who_may_want_it_back(project: Path):
    script = (
        "from bike_rides.registry.tracking import client, experiment_id;"
        " client().delete_experiment(experiment_id())"
    )
    for text in (MAKE_CHAMPION, MAKE_CHAMPION, OLD, script):
        assert run(project, "-c", text).returncode == 0
    done = command(project, "pipeline.housekeeping")
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(project / "state" / "mlflow.db") as database:
        names = database.execute("SELECT name, lifecycle_stage FROM experiments").fetchall()
    assert ("bike-rides", "deleted") in names
