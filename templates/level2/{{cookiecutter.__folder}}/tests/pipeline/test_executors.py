"""The same steps in other places, by configuration."""

import os
from pathlib import Path

import dagster as dg
import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.pipeline import definitions, home
from {{ cookiecutter.package_name }}.pipeline.run import run_once


@pytest.mark.slow
def test_on_a_dask_cluster(fresh: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("dagster_dask", reason="uv sync --extra dask")
    settings = operations.load()
    elsewhere = settings.pipeline.model_copy(update={"executor": "dask"})
    changed = settings.model_copy(update={"pipeline": elsewhere})
    monkeypatch.setattr(definitions, "defs", definitions.definitions(changed))
    monkeypatch.setenv("DAGSTER_HOME", str(fresh / "dagster_home"))
    with home.instance() as instance:
        assert run_once(instance, {}).startswith("promoted: version 1: ")
        (run,) = instance.get_runs()
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_SUCCESS)
        workers = {event.dagster_event.pid for event in events if event.dagster_event}
        assert workers
        assert os.getpid() not in workers
