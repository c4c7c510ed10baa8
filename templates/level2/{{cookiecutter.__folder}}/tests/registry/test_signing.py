"""Nothing is taken for a version that this installation hasn't signed as that version."""

import os
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.registry import signing
from {{ cookiecutter.package_name }}.registry.signing import UntrustedModel

TOLD = {"model": "rides", "run": "a1", "newest_batch": "2011-06"}
OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new installation."""
    monkeypatch.delenv(signing.KEYS, raising=False)
    monkeypatch.setattr(operations, "STATE", tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A signed version."""
    model = tmp_path / "version" / "model" / "model.bin"
    model.parent.mkdir(parents=True)
    model.write_text("weights")
    (tmp_path / "version" / "schema.json").write_text("{}")
    signing.seal(tmp_path / "version", TOLD)
    return tmp_path / "version"


def test_what_was_signed_is_accepted(folder: Path):
    signing.check(folder, TOLD)


def test_the_key_is_made_once_and_readable_by_its_user_alone(folder: Path, state: Path):
    key = (state / "signing.key").read_text()
    signing.seal(folder, TOLD)
    assert (state / "signing.key").read_text() == key
    if os.name != "nt":
        assert (state / "signing.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["model/model.bin", "schema.json"])
def test_a_changed_file_is_refused(folder: Path, name: str):
    (folder / name).write_text("other")
    with pytest.raises(UntrustedModel, match=f"{name} changed since it was registered"):
        signing.check(folder, TOLD)


def test_added_and_missing_files_are_refused(folder: Path):
    (folder / "model" / "hook.py").write_text("import os")
    (folder / "schema.json").unlink()
    with pytest.raises(UntrustedModel, match=r"model/hook\.py, schema\.json changed"):
        signing.check(folder, TOLD)


@pytest.mark.parametrize("key", TOLD)
def test_another_version_with_its_own_good_signature_is_refused(folder: Path, key: str):
    with pytest.raises(UntrustedModel, match="signed as another version's"):
        signing.check(folder, TOLD | {key: "other"})


def test_what_nobody_signed_is_refused(folder: Path):
    (folder / signing.SIGNATURE).unlink()
    with pytest.raises(UntrustedModel, match="not signed"):
        signing.check(folder, TOLD)


def test_another_installation_s_signature_is_refused(folder: Path, state: Path):
    (state / "signing.key").unlink()
    with pytest.raises(UntrustedModel, match="not signed by a key of this installation"):
        signing.check(folder, TOLD)


def test_old_keys_are_accepted_and_the_newest_signs(
    folder: Path, state: Path, monkeypatch: pytest.MonkeyPatch
):
    (state / "signing.key").unlink()
    monkeypatch.setenv(signing.KEYS, OLD)
    signing.seal(folder, TOLD)
    monkeypatch.setenv(signing.KEYS, f"{OLD},{NEW}")
    signing.check(folder, TOLD)
    signing.seal(folder, TOLD)
    monkeypatch.setenv(signing.KEYS, NEW)
    signing.check(folder, TOLD)
    monkeypatch.setenv(signing.KEYS, OLD)
    with pytest.raises(UntrustedModel):
        signing.check(folder, TOLD)


def test_a_key_that_can_be_guessed_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(signing.KEYS, "secret")
    with pytest.raises(ProjectError, match="at least 32 characters"):
        signing.seal(folder, TOLD)
