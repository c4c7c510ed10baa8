"""Promises of this repository's own files: the README, .ci/run and the workflows."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tools.layers import listed_files

ROOT = Path(__file__).resolve().parent.parent
TEST_COMMAND = "python3 -m pip install --quiet uv && python3 -m uv run poe test"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_the_command_in_the_readme_is_the_one_that_ci_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert TEST_COMMAND in [line.strip() for line in readme]
    assert TEST_COMMAND in ci


def test_every_task_has_a_line_of_help():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tasks = settings["tool"]["poe"]["tasks"]
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


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_little_and_not_for_long(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["permissions"] == {"contents": "read"}, name
        assert job["timeout-minutes"], name
        for step in job["steps"]:
            action = step.get("uses", "pinned/by@" + "0" * 40)
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), action
            if "actions/checkout@" in action:
                assert step["with"]["persist-credentials"] is False
