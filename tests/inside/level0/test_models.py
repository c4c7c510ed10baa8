"""Models of bundles: only what was compared is loaded."""

from pathlib import Path

import pytest
from bike_rides.core import bundle, models
from bike_rides.core.errors import ProjectError
from bike_rides.core.files import hashes
from bike_rides.problem import model

WEIGHTS = Path(bundle.MODEL, "part", "weights.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "bundle-1"
    (path / WEIGHTS).parent.mkdir(parents=True)
    (path / WEIGHTS).write_text("3", encoding="utf-8")
    bundle.write_checksums(path)
    return path


def test_what_was_saved_is_loaded_from_a_copy_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    monkeypatch.setattr(model, "load", lambda copy: loaded.append((copy, hashes(copy))))
    models.load_bundled(folder, "")
    ((copy, found),) = loaded
    assert copy != folder / bundle.MODEL and found == hashes(folder / bundle.MODEL)
    assert found.keys() == {"part/weights.txt"}


def test_what_is_changed_after_it_was_verified_is_never_loaded(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify_then_change(path: Path) -> dict[str, str]:
        found = bundle.verify(path)
        (folder / WEIGHTS).write_text("4", encoding="utf-8")
        return found

    monkeypatch.setattr(models, "verify", verify_then_change)
    monkeypatch.setattr(model, "load", lambda _: pytest.fail("loaded"))
    with pytest.raises(ProjectError, match=r"weights\.txt was changed"):
        models.load_bundled(folder, "")


def test_a_zip_is_not_loaded(tmp_path: Path) -> None:
    archive = tmp_path / "bundle-1.zip"
    archive.touch()
    with pytest.raises(ProjectError, match="unzip it first"):
        models.load_bundled(archive, "")
