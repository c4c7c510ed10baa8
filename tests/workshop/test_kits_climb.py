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


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


@needs_scripts
def test_it_climbs_to_1_and_2_from_the_bundle_without_a_conflict(kit, kits, tmp_path):
    assert begin(kit, tmp_path).returncode == 0
    for level in (1, 2):
        result = upgrade(kit, "--level", str(level), "--defaults")
        assert result.returncode == 0, result.stdout + result.stderr
        assert marked(kit) == set()
        commit_all(kit)
    made = tree(unpack(kits / "level2-kit.zip", tmp_path / "level2"))
    mine = tree(kit)
    other = [
        path
        for path, (_, content) in made.items()
        if SOURCE.sub(b"", mine[path][1]) != SOURCE.sub(b"", content)
    ]
    assert [path for path in other if path not in ("START-HERE.md",)] == []


@needs_scripts
def test_the_difference_between_two_tags_is_an_upgrade(kit, kits, tmp_path):
    begin(kit, tmp_path)
    upgrade(kit, "--level", "1", "--defaults")
    commit_all(kit)
    ladder = kits / "ladder"
    named = git(kit, "diff", "--name-status", "HEAD~1", "HEAD")
    assert git(ladder, "diff", "--name-status", "level-0", "level-1") == named
    for path in git(kit, "ls-files").splitlines():
        # Where its template lies, and what uv locked and keeps, is of this kit alone.
        if path not in (".copier-answers.yml", "uv.lock", "uv.toml"):
            assert git(ladder, "rev-parse", f"level-1:{path}") == git(
                kit, "rev-parse", f"HEAD:{path}"
            )


@needs_scripts
def test_begin_mends_the_path_after_the_folder_moved(kit, tmp_path):
    begin(kit, tmp_path)
    moved = kit.rename(tmp_path / 'to "another" place, Zürich')
    result = begin(moved, tmp_path)
    assert result.returncode == 0, result.stderr
    assert git(moved, "status", "--porcelain") == ""
    assert len(git(moved, "log", "--oneline").splitlines()) == 2
    result = upgrade(moved, "--level", "1", "--defaults")
    assert result.returncode == 0, result.stdout + result.stderr


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
