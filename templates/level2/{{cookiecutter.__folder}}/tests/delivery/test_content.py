"""A bundle that isn't as it was built is refused before anything of it is used."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery import bundle as building
from {{ cookiecutter.package_name }}.delivery.host.content import (
    MANIFEST,
    Refused,
    digests,
    release_id,
    verify,
)

CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda bundle: (bundle / "project" / "params.toml").write_text("other"),
    "missing": lambda bundle: (bundle / "project" / "params.toml").unlink(),
    "added": lambda bundle: (bundle / "project" / "extra.py").touch(),
    "cut short": lambda bundle: (bundle / MANIFEST).write_text('{"files": '),
    "no commit": lambda bundle: (bundle / MANIFEST).write_text('{"version": "1", "files": {}}'),
    "files as a list": lambda bundle: (bundle / MANIFEST).write_text(
        '{"version": "1", "commit": "abc", "files": []}'
    ),
    "no manifest": lambda bundle: (bundle / MANIFEST).unlink(),
}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "project").mkdir(parents=True)
    (folder / "project" / "params.toml").write_text("a = 1", encoding="utf-8")
    manifest = {"version": "1.0", "commit": "abc123+", "files": digests(folder)}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_a_whole_bundle_passes(bundle: Path) -> None:
    assert list(verify(bundle)["files"]) == ["project/params.toml"]


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_bundle_is_refused(bundle: Path, name: str) -> None:
    CHANGES[name](bundle)
    with pytest.raises(Refused):
        verify(bundle)


def test_only_the_version_s_own_tag_packs_it(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "BUNDLE", bundle)
    assert building.pack("v1.0") == bundle.with_suffix(".zip")
    with pytest.raises(ProjectError, match=r"the tag is v1\.1, the bundle's version is 1\.0"):
        building.pack("v1.1")


def test_its_name_says_version_commit_and_content(bundle: Path) -> None:
    name = release_id(bundle)
    assert name.startswith("1.0-abc123-changed-")
    manifest = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    (bundle / MANIFEST).write_text(json.dumps(manifest | {"python": "3.12"}), encoding="utf-8")
    assert release_id(bundle) != name
