"""When the triggers' code is imported anew."""

import inspect
import time

import pytest
from bike_rides.pipeline import daemon
from dagster._daemon import controller


def test_dagster_knows_the_interval_that_is_set_for_it():
    assert isinstance(controller.RELOAD_WORKSPACE_INTERVAL, int)
    assert "RELOAD_WORKSPACE_INTERVAL" in inspect.getsource(controller.DagsterDaemonController)


@pytest.mark.parametrize(("age", "seconds"), [(20, 30), (3000, 3600)])
def test_a_change_of_the_code_reaches_the_triggers_soon(
    monkeypatch: pytest.MonkeyPatch, age: int, seconds: int
):
    monkeypatch.setattr(daemon, "code_server_runs", lambda: True)
    monkeypatch.setattr(time, "time", lambda: daemon.changed() + age)
    assert daemon.interval() == seconds
