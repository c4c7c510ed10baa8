"""A bundle that was changed or is incomplete is refused before anything is loaded."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bike_rides.core import bundle
from bike_rides.core.errors import ProjectError
from bike_rides.problem import model
from bike_rides.steps.predict import score_file

MODEL = "model/weights.bin"
FILES = ["metrics.json", "schema.json", MODEL]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small bundle whose model cannot be loaded: nobody may try before it is verified."""
    path = tmp_path / "bundle-1"
    path.mkdir()
    (path / bundle.MODEL).mkdir()
    for name in FILES:
        (path / name).write_text(name, encoding="utf-8")
    bundle.write_checksums(path)
    return path


def test_a_whole_bundle_passes(folder: Path) -> None:
    assert set(bundle.verify(folder)) == set(FILES)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "changed": (lambda path: (path / MODEL).write_text("other"), "model/weights.bin was changed"),
    "no model": (lambda path: (path / MODEL).unlink(), "model/weights.bin is missing"),
    "missing": (lambda path: (path / "schema.json").unlink(), "schema.json is missing"),
    "added": (lambda path: (path / "extra.py").touch(), "extra.py was added"),
    "no checksums": (lambda path: (path / bundle.CHECKSUMS).unlink(), "not a bundle"),
    "broken checksums": (
        lambda path: (path / bundle.CHECKSUMS).write_text("nonsense"),
        "schema.json was added",
    ),
    "checksums cut short": (
        lambda path: (path / bundle.CHECKSUMS).write_text("", encoding="utf-8"),
        "schema.json was added",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_bundle_is_refused(folder: Path, name: str) -> None:
    change, reason = CHANGES[name]
    change(folder)
    with pytest.raises(ProjectError, match=reason.replace(".", r"\.")):
        bundle.verify(folder)


def test_a_changed_model_is_never_loaded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / MODEL).write_text("other", encoding="utf-8")
    monkeypatch.setattr(model, "load", lambda _: pytest.fail("loaded"))
    with pytest.raises(ProjectError, match="do not use it"):
        score_file(tmp_path / "rows.csv", folder)


def test_a_zip_is_verified_like_its_folder(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bundle-1.zip"
    bundle.write_zip(folder, archive)
    assert bundle.verify(archive) == bundle.verify(folder)


def test_a_zip_cut_short_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bundle-1.zip"
    bundle.write_zip(folder, archive)
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(ProjectError, match="not a whole zip"):
        bundle.verify(archive)


def test_a_zip_of_more_than_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bundle-1.zip"
    bundle.write_zip(folder, archive)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("evil/model.bin", "other")
    with pytest.raises(ProjectError, match="not one folder"):
        bundle.verify(archive)


def test_a_zip_with_compiled_code_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bundle-1.zip"
    bundle.write_zip(folder, archive)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr("bundle-1/__pycache__/module.pyc", "other")
    with pytest.raises(ProjectError, match=r"bundle-1\.zip: .*module\.pyc was added"):
        bundle.verify(archive)


def test_a_link_in_a_bundle_is_refused(folder: Path, tmp_path: Path) -> None:
    try:
        (folder / "pandas").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links need a right here")
    with pytest.raises(ProjectError, match="pandas is a link"):
        bundle.verify(folder)


def test_running_the_code_inside_leaves_the_bundle_valid(folder: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "module.pyc").touch()
    bundle.verify(folder)
