"""Which version of the template a climb goes to: the newest release, and never backwards."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from climbing.climb import Climb, prepare
from climbing.errors import ClimbError
from climbing.versions import hint_of_age
from tests.engines import commit_all, git, with_cookiecutter, with_copier
from tests.upgrade.projects import copied
from tests.upgrade.upgrading import upgrade


@pytest.fixture(scope="module")
def commits(template, tmp_path_factory) -> Path:
    """The template with three commits and no tag."""
    path = tmp_path_factory.mktemp("commits") / "three"
    shutil.copytree(template, path)
    git(path, "tag", "--delete", "v0.1.0")
    for number in (2, 3):
        for level in (0, 1):
            folder = path / f"templates/level{level}" / "{{cookiecutter.__folder}}"
            (folder / f"news{number}.md").write_text("# News\n", encoding="utf-8")
        commit_all(path)
    git(path, "branch", "-M", "main")
    return path


@pytest.fixture
def three(commits: Path) -> Iterator[Path]:
    """The same, for tags of a test's own."""
    yield commits
    git(commits, "tag", "--delete", *git(commits, "tag").split())


def cookiecutter_made(three: Path, folder: Path) -> Path:
    return with_cookiecutter(three, folder, 0, {})


def copier_made(three: Path, folder: Path) -> Path:
    return with_copier(three, folder / "bike-rides", 0, {})


@pytest.fixture(
    scope="module", params=[cookiecutter_made, copier_made], ids=["cookiecutter", "copier"]
)
def made(request, commits, tmp_path_factory) -> Path:
    """Made from the second of the three commits."""
    git(commits, "checkout", "--quiet", "--detach", "main~1")
    project = request.param(commits, tmp_path_factory.mktemp("made"))
    git(commits, "checkout", "--quiet", "main")
    commit_all(project)
    return project


@pytest.fixture
def project(made, tmp_path) -> Path:
    return copied(made, tmp_path / "bike-rides")


def climb(project: Path, three: Path, level: int) -> Climb:
    return prepare(project, three, str(level))


def news(climb: Climb) -> list[str]:
    return [change.path for change in climb.changes if change.path.startswith("news")]


def test_a_release_before_the_projects_commit_is_passed_over(project, three):
    git(three, "tag", "v1.0.0", "main~2")
    made = climb(project, three, 1)
    assert made.way.same
    assert "operations.toml" in {change.path for change in made.changes}
    assert news(made) == []
    assert climb(project, three, 0).nothing_newer


def test_a_release_at_the_projects_commit_is_nothing_newer(project, three):
    git(three, "tag", "v1.0.0", "main~1")
    assert climb(project, three, 0).nothing_newer


def test_the_newest_release_after_it_is_taken_and_no_trial(project, three):
    git(three, "tag", "v0.9.0", "main~2")
    git(three, "tag", "v0.10.0", "main")
    git(three, "tag", "v1.0.0rc1", "main")
    made = climb(project, three, 0)
    assert made.way.new == "v0.10.0"
    assert news(made) == ["news3.md"]


def test_without_any_release_the_newest_commit_counts(project, three):
    made = climb(project, three, 0)
    assert news(made) == ["news3.md"]


@pytest.mark.parametrize("made", [copier_made], ids=["copier"], indirect=True)
def test_the_task_names_both_versions_and_where_their_changes_are_told(project, three):
    git(three, "tag", "v1.0.0", "main")
    result = upgrade(project)
    assert result.returncode == 0, result.stderr
    assert "to v1.0.0: what changed is in CHANGELOG.md of" in result.stdout
    assert '_commit: "v1.0.0"' in (project / ".copier-answers.yml").read_text(encoding="utf-8")


def test_a_commit_that_the_template_lacks_is_refused(project, template):
    with pytest.raises(ClimbError, match="the template has no version"):
        climb(project, template, 1)


def test_of_a_clone_on_this_machine_it_says_that_it_may_be_old(template, tmp_path):
    assert hint_of_age(str(template)) == hint_of_age("https://git.example/x.git") == ""
    git(tmp_path, "clone", "--quiet", str(template), "clone")
    assert "pull` brings what is newer" in hint_of_age(str(tmp_path / "clone"))
