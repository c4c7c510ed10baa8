"""A bundle that isn't as it was built is refused before anything of it is used."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.bundle import write_checksums
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery import bundle as building
from {{ cookiecutter.package_name }}.delivery.host.content import (
    MANIFEST,
    release_id,
    verify,
)

CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda bundle: (bundle / "project" / "params.toml").write_text("other"),
    "missing": lambda bundle: (bundle / "project" / "params.toml").unlink(),
    "added": lambda bundle: (bundle / "project" / "extra.py").touch(),
    "compiled code": lambda bundle: (bundle / "project" / "__pycache__").mkdir(),
    "another manifest": lambda bundle: (bundle / MANIFEST).write_text("{}"),
    "no checksums": lambda bundle: (bundle / "checksums.sha256").unlink(),
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "project").mkdir(parents=True)
    (folder / "project" / "params.toml").write_text("a = 1", encoding="utf-8")
    manifest = {"version": "1.0", "commit": "abc123+"}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    write_checksums(folder)
    return folder


def test_a_whole_bundle_passes(bundle: Path) -> None:
    verify(bundle)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_bundle_is_refused(bundle: Path, name: str) -> None:
    CHANGES[name](bundle)
    with pytest.raises(ProjectError):
        verify(bundle)


def test_only_the_version_s_own_tag_packs_it(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BUNDLE", bundle)
    assert building.pack("v1.0") == bundle.with_suffix(".zip")
    with pytest.raises(ProjectError, match=r"the tag is v1\.1, the bundle's version is 1\.0"):
        building.pack("v1.1")


def test_its_name_says_version_commit_and_content(bundle: Path) -> None:
    name = release_id(bundle)
    assert name.startswith("1.0-abc123-changed-")
    (bundle / "project" / "params.toml").write_text("a = 2", encoding="utf-8")
    (bundle / "checksums.sha256").unlink()
    write_checksums(bundle)
    assert release_id(bundle) != name
