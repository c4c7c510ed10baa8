"""How a project is linked to its template: by which version, at which address."""

import os
import shutil

import copier
import pytest
from plumbum import local

from tests.engines import (
    answers,
    commit_all,
    git,
    instead_of,
    run,
    tree,
    with_cookiecutter,
    with_copier,
)

# What is cloned, and what is written: an address that copier takes, without any secret.
ADDRESSES = [
    ("git@git.example:team/ladder.git", "git@git.example:team/ladder.git"),
    ("deploy@git.example:team/ladder", "git+deploy@git.example:team/ladder"),
    ("ssh://git@git.example/team/ladder", "git+ssh://git@git.example/team/ladder"),
    ("ssh://git:secret@git.example:22/ladder.git", "ssh://git@git.example:22/ladder.git"),
    ("https://user:secret@git.example/ladder.git", "https://git.example/ladder.git"),
    ("https://secret@git.example/team/ladder", "git+https://git.example/team/ladder"),
    ("https://github.com/fork/ladder", "https://github.com/fork/ladder"),
]


@pytest.mark.parametrize(("address", "written"), ADDRESSES)
def test_a_fetched_template_is_linked_to_its_address_without_secrets(
    template, tmp_path, monkeypatch, address, written
):
    """Also where a configuration of its own says where cookiecutter keeps its clones."""
    settings = tmp_path / "settings.yml"
    folders = [f"{name}_dir: '{tmp_path / name}'" for name in ("cookiecutters", "replay")]
    settings.write_text("\n".join(folders), encoding="utf-8")
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(settings))
    for name, value in instead_of(address, template).items():
        monkeypatch.setenv(name, value)
    given = answers(with_cookiecutter(address, tmp_path, 0, {}))
    assert (tmp_path / "cookiecutters").is_dir()
    assert (given["_src_path"], given["_commit"]) == (written, "v0.1.0")


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://user:secret@git.example/ladder.git", "https://git.example/ladder.git"),
        ("git+https://secret@git.example/ladder", "git+https://git.example/ladder"),
        ("git+ssh://git:secret@git.example/ladder", "git+ssh://git@git.example/ladder"),
        ("git@git.example:team/ladder.git", "git@git.example:team/ladder.git"),
    ],
)
def test_copier_writes_no_secret_of_an_address_either(template, tmp_path, address, written):
    # Copier's git has the environment that was there when copier was imported, and this.
    with local.env(**instead_of(address.removeprefix("git+"), template)):
        copier.run_copy(address, tmp_path / "made", data={"level": 0}, defaults=True, quiet=True)
    assert answers(tmp_path / "made")["_src_path"] == written


def test_a_commit_that_the_origin_lacks_is_linked_to_the_clone_that_has_it(template, tmp_path):
    git(tmp_path, "clone", str(template), "clone")
    clone = tmp_path / "clone"
    git(clone, "remote", "set-url", "origin", "https://git.example/ladder.git")
    first = with_cookiecutter(clone, tmp_path / "first", 0, {})
    (clone / "README.md").write_text("Mine, not pushed.\n", encoding="utf-8")
    git(clone, "commit", "--all", "--message", "Mine")
    second = with_cookiecutter(clone, tmp_path / "second", 0, {})
    assert answers(first)["_src_path"] == "https://git.example/ladder.git"
    assert answers(second)["_src_path"] == str(clone)


def test_cookiecutter_links_a_project_to_a_local_template(template, tmp_path):
    project = with_cookiecutter(template, tmp_path, 1, {})
    assert answers(project)["_commit"] == "v0.1.0"
    assert answers(project)["_src_path"] == str(template)


def test_the_menu_links_like_the_directory_option(template, tmp_path):
    command = ["cookiecutter", str(template), "--no-input"]
    assert run(*command, cwd=tmp_path).returncode == 0
    assert answers(tmp_path / "bike-rides")["_src_path"] == str(template)
    assert answers(tmp_path / "bike-rides")["level"] == 0


def test_a_relative_path_to_the_template_is_written_absolute(template, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    shutil.copytree(template, tmp_path / "template")
    environment = os.environ | {"PWD": str(here)}
    command = ["cookiecutter", "../template", "--directory", "templates/level0", "--no-input"]
    result = run(*command, cwd=here, env=environment)
    assert result.returncode == 0, result.stderr
    assert answers(here / "bike-rides")["_src_path"] == str(tmp_path / "template")
    assert "cd bike-rides" in result.stdout


def test_a_clone_made_by_cookiecutter_is_linked_to_its_origin(template, tmp_path):
    git(tmp_path, "clone", "--bare", str(template), "remote.git")
    url = (tmp_path / "remote.git").as_uri()
    options = ["--directory", "templates/level0", "--no-input"]
    result = run("cookiecutter", url, *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert answers(tmp_path / "bike-rides")["_src_path"] == url
    assert answers(tmp_path / "bike-rides")["_commit"] == "v0.1.0"


def test_without_hooks_the_project_is_whole_and_says_how_to_link_it(template, tmp_path):
    linked = tree(with_cookiecutter(template, tmp_path / "with", 1, {}))
    whole = tree(with_cookiecutter(template, tmp_path / "without", 1, {}, hooks=False))
    assert whole.keys() == linked.keys()
    assert [path for path in whole if whole[path] != linked[path]] == [".copier-answers.yml"]
    assert b"# _commit:" in whole[".copier-answers.yml"][1]


def test_a_template_without_git_history_gives_a_project_that_says_so(template, tmp_path):
    plain = tmp_path / "plain"
    shutil.copytree(template, plain, ignore=shutil.ignore_patterns(".git"))
    command = ["cookiecutter", str(plain), "--directory", "templates/level0", "--no-input"]
    result = run(*command, cwd=tmp_path)
    assert result.returncode == 0
    assert "No git history of the template found: see .copier-answers.yml" in result.stdout
    assert "_commit" not in answers(tmp_path / "bike-rides")


def test_without_git_on_the_machine_generation_still_works(template, tmp_path):
    environment = os.environ | {"PATH": str(tmp_path)}
    command = ["cookiecutter", str(template), "--directory", "templates/level0", "--no-input"]
    result = run(*command, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    assert "No git history of the template found" in result.stdout


def test_an_unlinked_project_is_upgraded_once_the_two_lines_are_filled_in(template, tmp_path):
    project = with_cookiecutter(template, tmp_path, 0, {}, hooks=False)
    path = project / ".copier-answers.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    values = {"# _commit:": "_commit: v0.1.0", "# _src_path:": f"_src_path: {template}"}
    filled = [values.get(" ".join(line.split()[:2]), line) for line in lines]
    path.write_text("\n".join(filled) + "\n", encoding="utf-8")
    commit_all(project)
    data = {"level": 1}
    copier.run_update(project, data=data, defaults=True, overwrite=True, quiet=True)
    expected = with_copier(template, tmp_path / "expected", 1, {})
    assert tree(project) == tree(expected)
