"""Models as folders: only what was saved is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bike_rides.core import models
from bike_rides.core.errors import ProjectError
from bike_rides.core.files import hashes
from bike_rides.problem import model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    (path / "part").mkdir(parents=True)
    (path / "part" / "weights.txt").write_text("3", encoding="utf-8")
    return path


def test_what_was_saved_is_loaded_from_a_copy_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    monkeypatch.setattr(model, "load", lambda copy: loaded.append((copy, hashes(copy))))
    expected = hashes(folder)
    assert expected.keys() == {"part/weights.txt"}
    models.load(folder, expected)
    ((copy, found),) = loaded
    assert copy != folder and found == expected


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda path: (path / "part" / "weights.txt").write_text("4"), "part/weights.txt"),
        (lambda path: (path / "part" / "weights.txt").unlink(), "part/weights.txt"),
        (lambda path: (path / "extra.py").touch(), "extra.py"),
    ],
)
def test_a_changed_folder_is_never_loaded(
    folder: Path,
    change: Callable[[Path], object],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model, "load", lambda _: pytest.fail("loaded"))
    expected = hashes(folder)
    change(folder)
    with pytest.raises(ProjectError, match=f"{named} .*; nothing was loaded"):
        models.load(folder, expected)
