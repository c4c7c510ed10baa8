"""A kit upgrades with no network, from the template inside it, and the ladder is such upgrades."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import commit_all, git, tree
from tests.upgrade.projects import marked
from tests.upgrade.upgrading import upgrade
from tests.workshop.conftest import unpack

SOURCE = re.compile(rb"(?m)^_src_path: .*$")
# Stands in for uv: the tests here are about the template and git.
FAKE_UV = "from pathlib import Path; Path('uv.lock').touch()"


def begin(kit: Path, tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run begin.py as if the packages were there already."""
    stand_in = tmp_path / "uv"
    stand_in.write_text(f"#!{sys.executable}\n{FAKE_UV}\n", encoding="utf-8")
    stand_in.chmod(0o755)
    return subprocess.run(
        [sys.executable, "workshop/begin.py"],
        cwd=kit,
        env=os.environ | {"UV": str(stand_in), **more},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def kit(kits, tmp_path) -> Path:
    return unpack(kits / "level0-kit.zip", tmp_path / "unpacked")


@pytest.fixture(scope="module")
def climbed(kits, tmp_path_factory) -> Path:
    """A kit that has begun and was upgraded twice, with a commit a level."""
    folder = tmp_path_factory.mktemp("climbed")
    kit = unpack(kits / "level0-kit.zip", folder / "unpacked")
    assert begin(kit, folder).returncode == 0
    for level in (1, 2):
        result = upgrade(kit, "--level", str(level), "--defaults")
        assert result.returncode == 0, result.stdout + result.stderr
        assert marked(kit) == set()
        commit_all(kit)
    return kit


def blobs(repository: Path, commit: str) -> set[str]:
    """Mode, hash and path of each file of a commit."""
    # Where its template lies, and what uv locked and keeps, is of a kit alone.
    own = ("\t.copier-answers.yml", "\tuv.lock", "\tuv.toml")
    listed = git(repository, "ls-tree", "-r", commit).splitlines()
    return {line for line in listed if not line.endswith(own)}


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


@needs_scripts
def test_it_climbs_to_1_and_2_from_the_bundle_without_a_conflict(climbed, kits, tmp_path):
    made = tree(unpack(kits / "level2-kit.zip", tmp_path / "level2"))
    mine = tree(climbed)
    other = [
        path
        for path, (_, content) in made.items()
        if SOURCE.sub(b"", mine[path][1]) != SOURCE.sub(b"", content)
    ]
    assert [path for path in other if path not in ("START-HERE.md",)] == []


@needs_scripts
def test_the_difference_between_two_tags_is_an_upgrade(climbed, kits):
    ladder = kits / "ladder"
    named = git(climbed, "diff", "--name-status", "HEAD~2", "HEAD~1")
    assert git(ladder, "diff", "--name-status", "level-0", "level-1") == named
    assert blobs(climbed, "HEAD~1") <= blobs(ladder, "level-1")


@needs_scripts
def test_begin_mends_the_path_after_the_folder_moved(kit, tmp_path):
    begin(kit, tmp_path)
    moved = kit.rename(tmp_path / 'to "another" place, Zürich')
    result = begin(moved, tmp_path)
    assert result.returncode == 0, result.stderr
    assert git(moved, "status", "--porcelain") == ""
    assert len(git(moved, "log", "--oneline").splitlines()) == 2
    result = upgrade(moved)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "there is nothing newer" in result.stdout


@needs_scripts
def test_begin_a_second_time_changes_nothing(kit, tmp_path):
    begin(kit, tmp_path)
    before = git(kit, "rev-parse", "HEAD")
    assert "nothing to mend" in begin(kit, tmp_path).stdout
    assert git(kit, "rev-parse", "HEAD") == before


@needs_scripts
def test_begin_in_a_kit_that_is_not_whole_says_so_in_one_line(kit, tmp_path):
    (kit / "workshop" / "template.bundle").unlink()
    result = begin(kit, tmp_path)
    assert result.returncode == 1
    assert result.stderr == "begin: workshop/template.bundle is missing: unpack the kit again\n"
    assert not (kit / ".git").exists()


@needs_scripts
def test_begin_gives_an_identity_only_to_those_whom_git_does_not_know(kit, tmp_path, monkeypatch):
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    assert begin(kit, tmp_path).returncode == 0
    assert git(kit, "log", "-1", "--format=%ae").strip() == "participant@localhost"
