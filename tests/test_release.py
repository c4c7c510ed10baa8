"""What a release is made of: its notes, and the ladder as it is published."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.engines import git, tree, with_copier
from tools import ladder
from tools.release_notes import main, sections

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "https://example.com/owner/mlops-ladder"
CHANGELOG = """\
# Changelog

## [Unreleased]

- not yet

## [0.2.0] - 2026-01-31

### Added

- this

## [0.1.0] - 2025-12-24

- that

[0.2.0]: https://example.com/0.2.0
"""


def repository(root: Path, version: str = "0.2.0", changelog: str = CHANGELOG) -> str:
    (root / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n', encoding="utf-8")
    (root / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
    return str(root)


def test_the_newest_version_of_the_changelog_is_the_one_in_the_project_file():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, text = next(iter(sections(changelog).items()))
    assert newest == settings["project"]["version"] and text
    assert f"\n[{newest}]: " in changelog


def test_the_notes_of_a_release_are_its_part_of_the_changelog(tmp_path):
    root, out = repository(tmp_path), tmp_path / "notes.md"
    assert main(["--tag", "v0.2.0", "--root", root, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == "### Added\n\n- this\n"


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "said"),
    [
        ("v0.3.0", "0.2.0", CHANGELOG, "the tag is v0.3.0, and pyproject.toml says version 0.2.0"),
        ("v0.3.0", "0.3.0", CHANGELOG, "the newest version with a date is 0.2.0, not 0.3.0"),
        ("v0.1.0", "0.1.0", CHANGELOG, "the newest version with a date is 0.2.0, not 0.1.0"),
        ("v0.2.0", "0.2.0", "# Changelog\n", "the newest version with a date is none, not 0.2.0"),
        ("v0.2.0", "0.2.0", "## [0.2.0] - 2026-01-31\n", "CHANGELOG.md says nothing of 0.2.0"),
    ],
)
def test_what_can_not_be_released_is_said_in_one_line(
    tmp_path, capsys, tag, version, changelog, said
):
    root, out = repository(tmp_path, version, changelog), tmp_path / "notes.md"
    assert main(["--tag", tag, "--root", root, "--out", str(out)]) == 1
    message = capsys.readouterr().err
    assert said in message and message.count("\n") == 1
    assert not out.exists()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("release") / "ladder.bundle"
    assert ladder.main(["--source", ADDRESS, "--out", str(path)]) == 0
    return path


def step(name: str) -> str:
    """The shell of one step of the job that publishes."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    [found] = [
        one["run"] for one in workflow["jobs"]["publish"]["steps"] if one.get("name") == name
    ]
    return found


@pytest.fixture(scope="module")
def published(bundle: Path, tmp_path_factory) -> Path:
    """A bare repository with a ladder from before, after the workflow's own step has run."""
    if os.name == "nt":
        pytest.skip("the step runs on Linux alone")
    remote = tmp_path_factory.mktemp("remote") / "mlops-ladder.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    tip = git(remote, "commit-tree", "-m", "Before", git(remote, "mktree").strip()).strip()
    for name in ("heads/main", "heads/ladder", "tags/level-1"):
        git(remote, "update-ref", f"refs/{name}", tip)
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step("Publish the ladder")],
        cwd=bundle.parent,
        env=os.environ | {"ADDRESS": str(remote)},
        check=True,
    )
    return remote


def test_the_branch_has_one_commit_a_level_each_with_its_tag(published):
    log = git(published, "log", "--format=%s", "ladder").splitlines()
    assert log == ["Level 2", "Level 1", "Level 0"]
    for back, tag in enumerate(["level-2", "level-1", "level-0"]):
        assert git(published, "rev-parse", tag) == git(published, "rev-parse", f"ladder~{back}")


def test_publishing_leaves_the_other_branches_alone(published):
    assert git(published, "log", "--format=%s", "main") == "Before\n"


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_tag_shows_the_project_as_it_is_generated_there(published, template, tmp_path, level):
    git(published, "worktree", "add", "--detach", str(tmp_path / "shown"), f"level-{level}")
    shown = tree(tmp_path / "shown" / ladder.FOLDER)
    made = tree(with_copier(template, tmp_path / "made", level, {}))
    answers = ".copier-answers.yml"
    assert shown.keys() == made.keys()
    assert [path for path in made if path != answers and shown[path] != made[path]] == []
    assert f'_src_path: "{ADDRESS}"\n'.encode() in shown[answers][1]


def test_github_sees_no_workflow_on_the_branch(published):
    top = git(published, "ls-tree", "--name-only", "level-2").split()
    assert top == ["README.md", ladder.FOLDER]


def test_a_file_that_is_there_is_left_alone(bundle, capsys):
    before = bundle.read_bytes()
    assert ladder.main(["--source", ADDRESS, "--out", str(bundle)]) == 1
    assert "is there" in capsys.readouterr().err
    assert bundle.read_bytes() == before
