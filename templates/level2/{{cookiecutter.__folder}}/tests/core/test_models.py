"""Model files: only what was saved is loaded."""

from pathlib import Path

import joblib
import pytest

from {{ cookiecutter.package_name }}.core import models
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.files import sha256


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    models.save(path, {"mean": 3})
    assert models.load(path, sha256(path)) == {"mean": 3}


def test_a_changed_file_is_never_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "model.joblib"
    models.save(path, {"mean": 3})
    digest = sha256(path)
    models.save(path, {"mean": 4})
    monkeypatch.setattr(joblib, "load", lambda *_: pytest.fail("loaded"))
    with pytest.raises(ProjectError, match="changed since it was saved"):
        models.load(path, digest)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"model\.joblib is missing"):
        models.load(tmp_path / "model.joblib", "0" * 64)
