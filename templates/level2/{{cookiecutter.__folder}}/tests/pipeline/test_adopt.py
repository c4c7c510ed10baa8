"""A handed over model as the first champion."""

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import numpy as np
import pytest

from {{ cookiecutter.package_name }} import registry
from {{ cookiecutter.package_name }}.core import models
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.files import sha256
from {{ cookiecutter.package_name }}.core.tables import read_landed
from {{ cookiecutter.package_name }}.pipeline import adopt as adopting
from {{ cookiecutter.package_name }}.pipeline import run as pipeline
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.model import predict
from {{ cookiecutter.package_name }}.steps import (
    evaluate,
    extract,
    handover,
    prepare,
    train,
)

pytestmark = pytest.mark.example

adopt = adopting.adopt


@pytest.fixture
def bundle(fresh: Path, run: Callable[..., int]) -> Path:
    """What Level 0's steps hand over."""
    for step in (extract, prepare, train, evaluate, handover):
        assert run(step.main) == 0
    return next(path for path in (fresh / "handover").iterdir() if path.is_dir())


def test_it_predicts_as_it_did_before(bundle: Path) -> None:
    version = adopt(bundle)
    assert registry.champion() == version
    rows = features.build(read_landed("2011-06"))
    handed_over = models.load(bundle / "model.joblib", sha256(bundle / "model.joblib"))
    np.testing.assert_allclose(predict(registry.load(version), rows), predict(handed_over, rows))


def test_a_retrained_model_is_compared_with_it(
    bundle: Path, land: Callable[..., Path], instance: dg.DagsterInstance
) -> None:
    adopt(bundle)
    land("2011-07")
    assert ", champion " in pipeline.run_once(instance, {})


def test_on_the_months_it_was_fitted_on_nothing_is_compared_with_it(
    bundle: Path, instance: dg.DagsterInstance
) -> None:
    adopt(bundle)
    assert "no rows are left to compare on" in pipeline.run_once(instance, {})


def test_a_changed_bundle_is_refused_before_anything_is_loaded(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (bundle / "model.joblib").open("ab") as file:
        file.write(b"x")
    monkeypatch.setattr(models, "load", lambda *_: pytest.fail("loaded"))
    with pytest.raises(ProjectError, match=r"model\.joblib: changed"):
        adopt(bundle)
    assert registry.versions() == {}


def test_a_bundle_of_other_code_is_refused(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"{{ cookiecutter.package_name }}/problem/features.py": "0" * 64}
    monkeypatch.setattr(adopting, "decisive_code", lambda: other)
    with pytest.raises(ProjectError, match="carries other code"):
        adopt(bundle)
    assert registry.versions() == {}


def test_modules_that_came_after_it_do_not_matter(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = adopting.decisive_code() | {"package/problem/later.py": "0" * 64}
    monkeypatch.setattr(adopting, "decisive_code", lambda: later)
    assert adopt(bundle).number == 1


def test_it_comes_too_late_once_there_is_a_champion(bundle: Path) -> None:
    adopt(bundle)
    with pytest.raises(ProjectError, match="version 1 is champion already"):
        adopt(bundle)
    assert len(registry.versions()) == 1
