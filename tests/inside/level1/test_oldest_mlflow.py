"""State of the oldest libraries that are allowed is used on by the newest."""

import os
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


@pytest.mark.slow
def test_a_database_of_the_oldest_allowed_mlflow_is_used_on(tmp_path: Path):
    bounds = Path("pyproject.toml").read_text(encoding="utf-8")
    lowest = bounds.partition('"mlflow>=')[2].partition(",")[0]
    (tmp_path / "state").mkdir()
    address = f"sqlite:///{(tmp_path / 'state' / 'mlflow.db').as_posix()}"
    tool = [os.environ.get("UV", "uv"), "run", "--no-project", "--with", f"mlflow=={lowest}.*"]
    made = subprocess.run([*tool, "python", "-c", OLDEST, address], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    done = run(tmp_path, "-c", MAKE_CHAMPION)
    assert done.returncode == 0, done.stderr
    assert run(tmp_path, "-c", PREDICT).stdout.strip() == "20"
