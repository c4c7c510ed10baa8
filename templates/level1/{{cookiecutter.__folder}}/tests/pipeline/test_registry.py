"""Versions, their promotion and the way back; nothing is loaded that wasn't registered."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator

from {{ cookiecutter.package_name }} import operations, registry, tracking
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.tables import read_landed
from {{ cookiecutter.package_name }}.pipeline import rollback as rolling_back
from {{ cookiecutter.package_name }}.pipeline.rollback import main as rollback
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import INPUTS

pytestmark = pytest.mark.example

Champion = Callable[[], registry.Version]


class Stranger(BaseEstimator):
    """A type that nobody has allowed."""

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        return np.ones(len(rows))


def another(champion: registry.Version, model: object = None) -> registry.Version:
    """The champion's model registered again, as a new version."""
    stored = registry.load_stored(champion)
    return registry.register(
        champion.run_id,
        registry.Stored(model or stored.model, stored.candidate, stored.schema),
        features.build(read_landed("2011-06")),
        data_until="2011-06",
        candidate_until="2011-05",
        metrics={"wape": 0.5},
    )


def test_a_new_project_has_no_champion(fresh: Path, run: Callable[..., int]):
    assert registry.champion() is None
    assert run(rollback) == 1


def test_registering_changes_nothing_and_promoting_does(trained: Path, champion: Champion):
    first = champion()
    second = another(first)
    assert (second.number, second.metrics) == (2, {"wape": 0.5})
    assert champion() == first
    registry.promote(second, instead_of=first)
    assert champion() == second


def test_back_to_the_champion_before_step_by_step(
    trained: Path,
    champion: Champion,
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
):
    first = champion()
    second, third = another(first), another(first)
    registry.promote(second, instead_of=first)
    registry.promote(third, instead_of=second)
    assert run(rollback) == 0
    assert "champion is version 2" in capsys.readouterr().out
    assert run(rollback) == 0
    assert champion() == first
    assert run(rollback) == 1
    assert "version 1 is the first champion" in capsys.readouterr().err


def test_no_way_back_to_a_model_for_other_inputs(
    trained: Path,
    champion: Champion,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    second = another(champion())
    registry.promote(second, instead_of=champion())
    monkeypatch.setattr(rolling_back, "INPUTS", INPUTS.remove_columns(["windspeed_kmh"]))
    assert run(rolling_back.main) == 1
    assert "trained for other inputs (windspeed_kmh is gone)" in capsys.readouterr().err
    assert champion() == second


def test_a_champion_that_changed_meanwhile_is_not_replaced(trained: Path, champion: Champion):
    first = champion()
    second, third = another(first), another(first)
    registry.promote(second, instead_of=first)
    with pytest.raises(ProjectError, match="the champion changed meanwhile"):
        registry.promote(third, instead_of=first)
    assert champion() == second


def test_a_type_that_nobody_allowed_is_not_registered(trained: Path, champion: Champion):
    with pytest.raises(registry.UntrustedModel, match="Stranger: if you trust that, add it"):
        another(champion(), Stranger())
    assert len(tracking.client().search_model_versions()) == 1


def test_nor_is_it_loaded(trained: Path, champion: Champion, monkeypatch: pytest.MonkeyPatch):
    settings = operations.load()
    strict = settings.registry.model_copy(update={"trusted_types": ()})
    monkeypatch.setattr(
        operations, "load", lambda: settings.model_copy(update={"registry": strict})
    )
    with pytest.raises(registry.UntrustedModel, match="TreePredictor"):
        registry.load(champion())


def test_a_model_file_that_was_changed_is_not_loaded(trained: Path, champion: Champion):
    (path,) = (trained / "state" / "artifacts").rglob("model.skops")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(registry.UntrustedModel, match="changed since it was registered"):
        registry.load(champion())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "look", "found"),
    [
        ("registry", "registry.champion()", "None"),
        ("pipeline.home", "home.instance().get_runs_count()", "0"),
    ],
    ids=["registry", "runs"],
)
def test_processes_that_start_together_make_one_database(
    home: Path, monkeypatch: pytest.MonkeyPatch, module: str, look: str, found: str
):
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster_home"))
    package = registry.__name__.split(".")[0]
    *above, last = f"{package}.{module}".split(".")
    script = f"from {'.'.join(above)} import {last}; print({look})"
    with ThreadPoolExecutor(3) as pool:
        command = [sys.executable, "-W", "ignore", "-c", script]
        done = list(
            pool.map(lambda _: subprocess.run(command, capture_output=True, text=True), range(3))
        )
    assert [process.stdout.strip() for process in done] == [found] * 3
