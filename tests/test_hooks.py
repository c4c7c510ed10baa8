"""cookiecutter's hooks and prompts, and what both engines say at the end."""

import io
import os
import re
import tomllib
from contextlib import redirect_stderr
from pathlib import Path

import copier
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.engines import answers, commit_all, run, tree, with_cookiecutter, with_copier

AWKWARD = '{{ x }} "quoted" \\n 🚲'


def update(project: Path, **data: object) -> None:
    copier.run_update(project, data=data, defaults=True, overwrite=True, quiet=True)


@pytest.mark.parametrize("engine", ["cookiecutter", "copier"])
def test_a_project_of_either_engine_climbs_to_the_top_with_its_text_intact(
    template, tmp_path, engine
):
    text = dict.fromkeys(["project_name", "description", "author"], AWKWARD)
    given = {"project_slug": "rides", "package_name": "rides", **text}
    if engine == "cookiecutter":
        project = with_cookiecutter(template, tmp_path / "made", 0, given)
    else:
        project = with_copier(template, tmp_path / "made", 0, given)
    commit_all(project)
    update(project, level=2, github_owner="some-org")
    expected = with_copier(
        template, tmp_path / "expected", 2, {"github_owner": "some-org", **given}
    )
    assert tree(project) == tree(expected)


def test_what_is_typed_at_cookiecutters_prompts_arrives_unrendered(template, tmp_path):
    typed = [AWKWARD, "rides", "rides", AWKWARD, AWKWARD, "2", "3"]
    command = ["cookiecutter", str(template), "--directory", "templates/level0"]
    result = run(*command, cwd=tmp_path, typed="\n".join(typed) + "\n")
    assert result.returncode == 0, result.stdout
    expected = dict.fromkeys(["project_name", "description", "author"], AWKWARD)
    expected |= {"license": "Apache-2.0", "python_version": "3.13"}
    assert expected.items() <= answers(tmp_path / "rides").items()


def test_cookiecutters_menu_names_the_three_levels(template, tmp_path):
    result = run("cookiecutter", str(template), cwd=tmp_path, typed="3\n" + "\n" * 9)
    assert result.returncode == 0, result.stdout
    assert all(f"{level + 1} - Level {level}, " in result.stdout for level in range(3))
    assert answers(tmp_path / "bike-rides")["level"] == 2


def test_copiers_prompts_ask_for_the_level_first_and_refuse_a_bad_answer(template, tmp_path):
    down, enter, clear = "\x1b[B", "\r", "\x15"
    slug = "Bad Slug" + enter + clear + "good-slug" + enter
    typed = down + enter + clear + AWKWARD + enter + clear + slug + enter * 6
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(typed)
        copier.run_copy(str(template), tmp_path / "project", quiet=True)
    given = answers(tmp_path / "project")
    expected = {"level": 1, "project_name": AWKWARD, "project_slug": "good-slug"}
    assert expected.items() <= given.items()


@pytest.fixture(scope="module")
def said(template, tmp_path_factory) -> dict[tuple[str, int], tuple[str, Path]]:
    """By engine and level: what it says at the end, and the project."""
    found = {}
    for level in range(3):
        folder = tmp_path_factory.mktemp(f"said{level}")
        options = ["--directory", f"templates/level{level}", "--no-input"]
        told = run("cookiecutter", str(template), *options, cwd=folder).stdout
        found["cookiecutter", level] = (told, folder / "bike-rides")
        with redirect_stderr(io.StringIO()) as err:
            data = {"level": level}
            copier.run_copy(str(template), folder / "copier", data=data, defaults=True)
        found["copier", level] = (err.getvalue(), folder / "copier")
    return found


def commands(message: str) -> list[str]:
    return re.findall(r"uv run poe (\w\S*)", message.partition("Next:")[2])


def tasks(project: Path) -> set[str]:
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    return set(settings["tool"]["poe"]["tasks"])


@pytest.mark.parametrize("engine", ["cookiecutter", "copier"])
def test_each_level_ends_with_commands_that_are_its_own(said, engine):
    below: set[str] = set()
    for level in range(3):
        message, project = said[engine, level]
        named, known = commands(message), tasks(project)
        assert named and set(named) <= known - below
        below = known


def test_both_engines_say_the_same_commands(said):
    for level in range(3):
        assert commands(said["cookiecutter", level][0]) == commands(said["copier", level][0])


@pytest.mark.parametrize("level", [0, 1])
def test_files_that_the_users_git_settings_hide_are_named(template, tmp_path, level):
    (tmp_path / "ignore").write_text("data/source/\n*.png\n", encoding="utf-8")
    settings = f"[core]\nexcludesFile = {(tmp_path / 'ignore').as_posix()}\n"
    (tmp_path / "config").write_text(settings, encoding="utf-8")
    environment = os.environ | {"GIT_CONFIG_GLOBAL": str(tmp_path / "config")}
    options = ["--directory", f"templates/level{level}", "--no-input"]
    result = run("cookiecutter", str(template), *options, cwd=tmp_path, env=environment)
    assert result.returncode == 0, result.stderr
    assert "data/source/README.md (data/source/ in " in result.stdout
    assert ("pipeline.png (*.png in " in result.stdout) == (level == 1)


def test_nothing_is_said_of_hidden_files_where_none_is(said):
    assert "hide" not in said["cookiecutter", 1][0]


def test_what_the_projects_own_rules_hide_is_not_named(template, tmp_path):
    """An existing folder is generated over, with data and an environment in it."""
    made = tmp_path / "bike-rides" / ".venv"
    made.mkdir(parents=True)
    (made / "pyvenv.cfg").write_text("", encoding="utf-8")
    options = ["--directory", "templates/level0", "--no-input", "--overwrite-if-exists"]
    result = run("cookiecutter", str(template), *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "hide" not in result.stdout


@pytest.mark.parametrize(
    ("version", "named"),
    [
        ("3.11", "Python 3.11, 3.12 or 3.13."),
        ("3.12", "Python 3.12 or 3.13."),
        ("3.13", "Python 3.13."),
    ],
)
def test_the_readme_names_the_pythons_that_the_project_works_with(
    template, tmp_path, version, named
):
    project = with_copier(template, tmp_path / "made", 0, {"python_version": version})
    assert f"with {named}" in (project / "README.md").read_text(encoding="utf-8")


def test_the_context_of_a_hook_survives_any_text(template, tmp_path):
    project = with_cookiecutter(template, tmp_path, 0, {"author": "it's ''' \\' \\\\ \"\"\" 🚲"})
    assert answers(project)["author"] == "it's ''' \\' \\\\ \"\"\" 🚲"
