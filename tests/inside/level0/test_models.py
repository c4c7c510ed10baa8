"""Models as folders: only what was saved is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bike_rides.core import models
from bike_rides.core.errors import ProjectError
from bike_rides.core.files import hashes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    (path / "part").mkdir(parents=True)
    (path / "part" / "weights.txt").write_text("3", encoding="utf-8")
    return path


def read(folder: Path) -> str:
    return (folder / "part" / "weights.txt").read_text(encoding="utf-8")


def test_what_was_saved_is_loaded_from_a_copy_of_its_own(folder: Path) -> None:
    expected = hashes(folder)
    assert expected.keys() == {"part/weights.txt"}
    assert models.load(folder, expected, read) == "3"
    assert models.load(folder, expected, lambda copy: copy) != folder


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda path: (path / "part" / "weights.txt").write_text("4"), "part/weights.txt"),
        (lambda path: (path / "part" / "weights.txt").unlink(), "part/weights.txt"),
        (lambda path: (path / "extra.py").touch(), "extra.py"),
    ],
)
def test_a_changed_folder_is_never_loaded(
    folder: Path, change: Callable[[Path], object], named: str
) -> None:
    expected = hashes(folder)
    change(folder)
    with pytest.raises(ProjectError, match=f"{named} not as it was saved"):
        models.load(folder, expected, lambda _: pytest.fail("loaded"))
