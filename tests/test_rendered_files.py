"""What lies in a generated project: files that parse, with no trace of how they were made."""

import ast
import json
import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest
import yaml

from tests.engines import tree, with_copier

LEVELS = [0, 1, 2]
# Text that ends a quoted string, begins a comment or an expression, or isn't ASCII.
AWKWARD = {
    "project_name": "Räder \"am\" 'Tag' \\ {{ x }} {% y %} # 1: 🚲",
    "description": "Says \"how\" 'many' \\n {{ x }} # - 👩🏽‍🔬",
    "author": 'O\'Neil "冬" <me@x.y> \\ {{ x }} #',
}
TEXT_ONLY = {".gz", ".png"}
# `copier update` is how a project climbs; its own files and the README have to say so.
MAY_NAME_COPIER = re.compile(r"\.copier-answers\.yml|README\.md|docs/.*\.md|tools/upgrade\.py")
DEVICES = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}


@pytest.fixture(scope="module", params=LEVELS)
def project(request, template, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rendered") / "project"
    return with_copier(template, folder, request.param, AWKWARD)


@pytest.fixture(scope="module")
def files(project) -> dict[str, str]:
    """The text files, by path."""
    return {
        path: content.decode("utf-8")
        for path, (_, content) in tree(project).items()
        if PurePosixPath(path).suffix not in TEXT_ONLY
    }


def parse(path: str, text: str) -> None:
    match PurePosixPath(path).suffix:
        case ".py":
            ast.parse(text)
        case ".toml":
            tomllib.loads(text)
        case ".yml" | ".yaml" | ".cff":
            yaml.safe_load(text)
        case ".json":
            json.loads(text)
        case ".ipynb":
            assert json.loads(text)["nbformat"] == 4


def test_every_file_parses_whatever_the_text_in_it(files):
    broken = []
    for path, text in files.items():
        try:
            parse(path, text)
        except (SyntaxError, ValueError, yaml.YAMLError, AssertionError) as error:
            broken.append(f"{path}: {error}")
    assert broken == []


def test_the_text_arrives_intact_in_the_project_file(files):
    settings = tomllib.loads(files["pyproject.toml"])["project"]
    assert settings["description"] == AWKWARD["description"]
    assert settings["authors"][0]["name"] == AWKWARD["author"]


def test_the_text_arrives_intact_in_the_answers(files):
    answers = yaml.safe_load(files[".copier-answers.yml"])
    assert {name: answers[name] for name in AWKWARD} == AWKWARD


def test_the_readme_is_titled_by_the_project_name(files):
    assert AWKWARD["project_name"] in files["README.md"].splitlines()[0]


def test_no_trace_of_the_template_is_left(files):
    traces = []
    for path, text in files.items():
        for answer in AWKWARD.values():
            for form in (answer, json.dumps(answer, ensure_ascii=False)[1:-1]):
                text = text.replace(form, "")
        text = re.sub(r"\$\{\{.*?\}\}", "", text)
        words = ["cookiecutter"]
        # The monitoring page is a Jinja template of the project's own.
        words += [] if path.endswith("monitoring/report.html") else ["{{", "{%", "{#"]
        words += [] if MAY_NAME_COPIER.fullmatch(path) else ["copier"]
        traces += [f"{path}: {word}" for word in words if word in text.lower()]
    assert traces == []


def test_file_names_are_safe_on_windows(project):
    unsafe = []
    for path in tree(project):
        for part in PurePosixPath(path).parts:
            reserved = part.split(".")[0].lower() in DEVICES
            if reserved or re.search(r'[<>:"\\|?*\x00-\x1f]', part) or part[-1] in " .":
                unsafe.append(path)
    assert unsafe == []
    assert len({path.lower() for path in tree(project)}) == len(tree(project))


def test_no_path_is_long(template, tmp_path):
    project = with_copier(template, tmp_path / "project", 2, {"package_name": "x" * 40})
    # Windows stops at 260, of which the folder it is in has its share.
    assert [path for path in tree(project) if len(path) >= 120] == []


def test_text_files_end_each_line_as_unix_does(files):
    assert [path for path, text in files.items() if "\r" in text] == []
    assert [path for path, text in files.items() if text and not text.endswith("\n")] == []


def test_the_projects_own_gitignore_ignores_none_of_its_files(project):
    subprocess.run(["git", "init"], cwd=project, check=True, capture_output=True)
    result = subprocess.run(
        ["git", "check-ignore", "--no-index", "--", *tree(project)],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
    )
    assert result.stdout == ""


def test_no_lock_file_is_shipped(files):
    assert [path for path in files if PurePosixPath(path).name == "uv.lock"] == []


def test_the_commands_that_the_agents_page_names_are_there(files):
    tasks = tomllib.loads(files["pyproject.toml"])["tool"]["poe"]["tasks"]
    named = re.findall(r"uv run poe ([a-z-]+)", files["AGENTS.md"])
    assert named and set(named) <= set(tasks)


def test_the_places_that_the_agents_page_names_are_there(project, files):
    rows = [line.split("|")[1] for line in files["AGENTS.md"].splitlines() if line[:3] == "| `"]
    package = next((project / "src").iterdir())
    named = [name for row in rows for name in re.findall(r"`(.+?)`", row)]
    lost = [name for name in named if not any((at / name).exists() for at in (project, package))]
    assert named and lost == []


def test_workflows_keep_githubs_own_expressions(project):
    for path in project.glob(".github/workflows/*.yml"):
        text = path.read_text(encoding="utf-8")
        assert text.count("{{") == text.count("${{"), path.name


def test_the_containers_page_is_the_guarded_one_and_only_shows(template, tmp_path):
    project = with_copier(template, tmp_path / "project", 2, {})
    text = (project / "deploy" / "image" / "compose.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(text)["services"]
    assert "pipeline.page" in services["page"]["command"]
    assert services["page"]["environment"]["DAGSTER_WEBSERVER_READ_ONLY"] == "1"
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
