"""The same steps in other places, by configuration."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.pipeline import definitions, home, up

pytestmark = pytest.mark.example

# In a process of its own: Dagster keeps a job that it has loaded, with where it runs.
PIPELINE_WITH = """
import sys
from unittest import mock
from {package} import operations

settings = operations.load()
changed = settings.pipeline.model_copy(update=dict({changes}))
loaded = settings.model_copy(update=dict(pipeline=changed))
sys.argv = ["pipeline"]
with mock.patch("{package}.operations.load", return_value=loaded):
    from {package}.pipeline.run import main

    main()
"""


def pipeline_with(changes: str) -> tuple[int, str, str]:
    """Run the pipeline with these settings; returns its process id, output and errors."""
    script = PIPELINE_WITH.format(package=up.PACKAGE, changes=changes)
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    return process.pid, *process.communicate()


@pytest.fixture(autouse=True)
def dagster_home(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(fresh / "dagster_home"))


@pytest.mark.slow
def test_on_a_dask_cluster():
    pytest.importorskip("dagster_dask", reason="uv sync --extra dask")
    pipeline, said, _ = pipeline_with("executor='dask'")
    assert "promoted: version 1: " in said
    with home.instance() as instance:
        (run,) = instance.get_runs()
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS)
    workers = {event.dagster_event.pid for event in events if event.dagster_event}
    assert workers
    assert pipeline not in workers


@pytest.mark.slow
def test_a_cluster_out_of_reach_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("dagster_dask", reason="uv sync --extra dask")
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    _, _, complaint = pipeline_with("executor='dask', dask_scheduler='tcp://127.0.0.1:1'")
    assert complaint.startswith("error: no step ran: ")
    assert len(complaint.splitlines()) == 1


def test_dask_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "dagster_dask", None)
    wanted = operations.load().pipeline.model_copy(update={"executor": "dask"})
    with pytest.raises(ProjectError, match="uv sync --extra dask"):
        definitions.executor(wanted)
