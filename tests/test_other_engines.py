"""cruft, which calls cookiecutter by its API, and the oldest versions of cookiecutter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import answers, git, instead_of, run, tree, with_cookiecutter
from tests.pythons import uv

CREATE = ("cruft", "create", "--no-input")


def test_cruft_makes_the_whole_project_and_links_it(template, tmp_path):
    expected = with_cookiecutter(template, tmp_path / "expected", 2, {})
    options = ["--directory", "templates/level2", "--output-dir", "made"]
    result = run(*CREATE, *options, str(template), cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    made = tree(tmp_path / "made/bike-rides")
    made.pop(".cruft.json")
    assert made == tree(expected)


def test_cruft_links_to_an_address_by_the_commit_that_it_took(template, tmp_path):
    address = "https://secret@git.example/ladder.git"
    environment = os.environ | instead_of(address, template)
    options = ["--directory", "templates/level0", address]
    result = run(*CREATE, *options, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr
    commit = git(template, "rev-parse", "HEAD").strip()
    given = answers(tmp_path / "bike-rides")
    assert (given["_src_path"], given["_commit"]) == ("https://git.example/ladder.git", commit)


def old_cookiecutter(
    version: str, folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    tool = [uv(), "tool", "run", "--quiet", "--python", sys.executable]
    return subprocess.run(
        [*tool, "--from", f"cookiecutter=={version}", "cookiecutter", "--no-input", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "options"),
    [("2.1.1", ["--directory", "templates/level0"]), ("2.5.0", [])],
    ids=["oldest", "oldest with the menu"],
)
def test_the_oldest_cookiecutters_make_the_same_project(template, tmp_path, version, options):
    expected = with_cookiecutter(template, tmp_path / "expected", 0, {})
    result = old_cookiecutter(version, tmp_path, str(template), *options)
    assert result.returncode == 0, result.stdout + result.stderr
    assert tree(tmp_path / "bike-rides") == tree(expected)


@pytest.mark.slow
def test_a_cookiecutter_that_is_too_old_says_which_is_needed_and_leaves_nothing(template, tmp_path):
    options = ["--directory", "templates/level0"]
    result = old_cookiecutter("1.7.3", tmp_path, str(template), *options)
    assert result.returncode == 1
    line = "cookiecutter 1.7.3 is too old for this template: it needs 2.1 or newer"
    assert line in result.stderr.splitlines()
    assert list(tmp_path.iterdir()) == []
