"""State of the oldest libraries that are allowed is used on by the newest."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from on_project import run
from test_state import MAKE_CHAMPION, PREDICT

OLDEST = """
import sys
import mlflow
store = mlflow.MlflowClient(sys.argv[1], sys.argv[1])
store.create_run("0")
"""


JOB = """
import dagster as dg
@dg.job
def another():
    dg.op(name="step")(lambda: None)()
with INSTANCE as instance:
    assert another.execute_in_process(instance=instance).success
    print(len(instance.get_runs()))
"""


def oldest(library: str) -> list[str]:
    """Python with the oldest version of a library that pyproject.toml allows."""
    bounds = Path("pyproject.toml").read_text(encoding="utf-8")
    lowest = bounds.partition(f'"{library}>=')[2].partition(",")[0]
    exactly = f"{library}=={lowest}" + (".*" if lowest.count(".") < 2 else "")
    uv = os.environ.get("UV", "uv")
    return [uv, "run", "--no-project", "--with", exactly, "python", "-c"]


@pytest.mark.slow
def test_a_database_of_the_oldest_allowed_dagster_is_used_on(tmp_path: Path):
    home = tmp_path / "dagster_home"
    home.mkdir()
    shutil.copy("dagster_home/dagster.yaml", home)
    made = subprocess.run(
        [*oldest("dagster"), JOB.replace("INSTANCE", "dg.DagsterInstance.get()")],
        env=os.environ | {"DAGSTER_HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    own = "from bike_rides.pipeline import home\n" + JOB.replace("INSTANCE", "home.instance()")
    done = run(tmp_path, "-c", own)
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr


@pytest.mark.slow
def test_a_database_of_the_oldest_allowed_mlflow_is_used_on(tmp_path: Path):
    (tmp_path / "state").mkdir()
    address = f"sqlite:///{(tmp_path / 'state' / 'mlflow.db').as_posix()}"
    made = subprocess.run([*oldest("mlflow"), OLDEST, address], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    done = run(tmp_path, "-c", MAKE_CHAMPION)
    assert done.returncode == 0, done.stderr
    assert run(tmp_path, "-c", PREDICT).stdout.strip() == "20"
