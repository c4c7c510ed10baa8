"""Promises of this repository's own files: the README, .ci/run, the workflows, the pages."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.level2 import workflows
from tests.level2.workflows import Workflows
from tools import picture
from tools.layers import listed_files

ROOT = Path(__file__).resolve().parent.parent
TEST_COMMAND = "python3 -m pip install --quiet uv && python3 -m uv run poe test"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OWN = Workflows(ROOT)
RULES = [rule for rule in workflows.RULES if rule is not workflows.wrong_order]
PAGES = sorted(path.name for path in ROOT.glob("*.md"))


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_command_in_the_readme_is_the_one_that_ci_runs():
    assert TEST_COMMAND in [line.strip() for line in read("README.md").splitlines()]
    assert TEST_COMMAND in read(".ci/run").splitlines()


def test_every_task_has_a_line_of_help():
    tasks = PROJECT["tool"]["poe"]["tasks"]
    helpless = [name for name in tasks if name[0] != "_" and not tasks[name].get("help")]
    assert helpless == []


def test_no_file_is_long():
    long = []
    for path in listed_files(ROOT, "."):
        composed = path.parts[0] == "templates"
        if path.suffix in {".py", ".jinja", ".yml"} and not composed:
            lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
            long += [f"{path}: {lines} lines"] if lines > 250 else []
    assert long == []


def test_no_lock_file_is_tracked_and_no_file_names_a_package_index():
    files = listed_files(ROOT, ".")
    assert [path for path in files if path.name == "uv.lock"] == []
    naming = [
        str(path)
        for path in files
        if path.suffix in {".toml", ".yml", ".cfg", ".txt", ".in"}
        and re.search(rb"index-url|\[\[tool\.uv\.index", (ROOT / path).read_bytes())
    ]
    assert naming == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_workflows_break_no_rule(rule):
    assert rule(OWN) == []


def test_a_workflow_may_nothing_that_a_job_doesnt_ask_for():
    assert [name for name, content in OWN.parsed.items() if content["permissions"] != {}] == []


def test_the_job_that_may_write_runs_no_code_of_the_repository():
    writing = {place: job for place, job in OWN.jobs() if "write" in job["permissions"].values()}
    assert list(writing) == ["workflows/release.yml: publish"]
    [job] = writing.values()
    used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
    assert used == ["actions/download-artifact"]


def test_a_checkout_leaves_no_token_behind():
    checkouts = [step for _, step in OWN.steps() if "actions/checkout@" in step.get("uses", "")]
    assert checkouts and all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_release_is_tested_before_it_is_built_and_built_before_it_is_published():
    jobs = OWN.parsed["workflows/release.yml"]["jobs"]
    assert jobs["checks"]["uses"] == "./.github/workflows/ci.yml"
    assert (jobs["build"]["needs"], jobs["publish"]["needs"]) == ("checks", "build")


def test_the_picture_is_as_its_script_draws_it():
    assert picture.PICTURE.read_bytes() == picture.picture().encode("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_repository_leads_somewhere(page):
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    anchors = {"#" + heading.lower().replace(" ", "-") for heading in headings}
    # ../../ leads to the repository's other pages on GitHub.
    links = re.findall(r"\]\((?!https?:|\.\./\.\./)([^)\s]+)\)", read(page))
    lost = [link for link in links if link not in anchors and not (ROOT / link).exists()]
    assert lost == []


def test_the_badge_names_the_pythons_that_are_supported():
    lowest, highest = re.findall(r"3\.(\d+)", PROJECT["project"]["requires-python"])
    supported = [f"3.{minor}" for minor in range(int(lowest), int(highest))]
    assert f"[![Python {', '.join(supported)}]" in read("README.md")


def test_a_bug_report_asks_for_level_engine_and_versions():
    form = yaml.safe_load(read(".github/ISSUE_TEMPLATE/bug.yml"))
    required = {part["id"] for part in form["body"] if part["validations"]["required"]}
    assert {"level", "engine", "versions"} <= required


@pytest.mark.parametrize(
    ("path", "generated"),
    [
        ("templates/level0/cookiecutter.json", True),
        ("templates/level2/{{cookiecutter.__folder}}/README.md", True),
        ("cookiecutter.json", True),
        ("docs/ladder.svg", True),
        ("layers/level0/README.md", False),
        ("copier.yml", False),
    ],
)
def test_reviewers_are_shown_what_is_written_by_hand(path, generated):
    command = ["git", "-C", str(ROOT), "check-attr", "linguist-generated", "--", path]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert said.strip().endswith(": set" if generated else ": unspecified")


# The properties that are used of https://containers.dev (devContainer.base.schema.json).
DEVCONTAINER = {
    "name": str,
    "image": str,
    "containerEnv": dict,
    "postCreateCommand": (str, list, dict),
    "customizations": dict,
}


@pytest.mark.parametrize("folder", [".", "layers/level0"])
def test_a_devcontainer_fits_its_schema(folder):
    text = read(f"{folder}/.devcontainer/devcontainer.json")
    container = json.loads(text.replace("{{ cookiecutter.__project_name_quoted }}", '"Name"'))
    assert set(container) <= set(DEVCONTAINER)
    wrong = [name for name in container if not isinstance(container[name], DEVCONTAINER[name])]
    assert wrong == []
    assert all(isinstance(value, str) for value in container["containerEnv"].values())
