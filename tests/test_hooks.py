"""cookiecutter's hooks and prompts, and how a project is linked to its template."""

import os
import shutil
from pathlib import Path

import copier
import pytest
import yaml
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.engines import commit_all, git, run, tree, with_cookiecutter, with_copier

AWKWARD = '{{ x }} "quoted" \\n 🚲'


def answers(project: Path) -> dict[str, object]:
    return yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))


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


def test_a_password_in_the_address_of_a_clone_is_not_written(template, tmp_path):
    clone = with_clone(template, "https://user:secret@git.example/ladder")
    project = with_cookiecutter(clone, tmp_path, 0, {})
    assert answers(project)["_src_path"] == "git+https://git.example/ladder"


def with_clone(template: Path, origin: str) -> Path:
    """A clone where cookiecutter keeps those it makes, of an address that needs no network."""
    settings = yaml.safe_load(Path(os.environ["COOKIECUTTER_CONFIG"]).read_text(encoding="utf-8"))
    clone = Path(settings["cookiecutters_dir"]) / "ladder"
    shutil.rmtree(clone, ignore_errors=True)
    git(template, "clone", str(template), str(clone))
    git(clone, "remote", "set-url", "origin", origin)
    return clone


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
    update(project, level=1)
    expected = with_copier(template, tmp_path / "expected", 1, {})
    assert tree(project) == tree(expected)


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


def test_both_engines_say_the_same_next_steps(template, tmp_path):
    options = ["--directory", "templates/level0", "--no-input"]
    first = run("cookiecutter", str(template), *options, cwd=tmp_path)
    second = run("copier", "copy", "--defaults", str(template), "there", cwd=tmp_path)
    steps = [line.strip() for line in first.stdout.splitlines() if "uv run poe" in line]
    assert len(steps) >= 2
    assert [step for step in steps if step not in second.stderr] == []


def test_the_context_of_a_hook_survives_any_text(template, tmp_path):
    project = with_cookiecutter(template, tmp_path, 0, {"author": "it's ''' \\' \\\\ \"\"\" 🚲"})
    assert answers(project)["author"] == "it's ''' \\' \\\\ \"\"\" 🚲"
