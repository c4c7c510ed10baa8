"""Files and folders: whole, or as they were."""

from pathlib import Path

import pytest
from bike_rides.core.files import folder_written_whole, write_text, write_whole


def test_an_error_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_text(path, "old")

    def fail(part: Path) -> None:
        part.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, fail)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "models"
    for content in ("old", "new"):
        with folder_written_whole(target) as folder:
            (folder / content).touch()
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list(tmp_path.iterdir()) == [target]


def test_an_error_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "models"
    with folder_written_whole(target) as folder:
        (folder / "old").touch()
    with pytest.raises(RuntimeError), folder_written_whole(target) as folder:
        (folder / "new").touch()
        raise RuntimeError
    assert [path.name for path in target.iterdir()] == ["old"]
