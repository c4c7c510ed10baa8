"""A project that is a folder of a larger repository; its workflows changed as github.md says."""

import re
import shutil
from pathlib import Path

import pytest

from tests.engines import commit_all
from tests.level2.act.runner import Runner
from tests.level2.act.test_operations import pull_request
from tests.level2.act.world import OPERATE, World

pytestmark = pytest.mark.slow

NO_CHECKOUT = {"ci.yml": ("comment", "ok"), "monitor.yml": ("retrain", "issue")}


@pytest.fixture
def in_a_folder(small_project: Path, environment: dict[str, str], tmp_path: Path) -> World:
    """The project as the folder `bikes`."""
    repository = tmp_path / "everything"
    shutil.copytree(small_project, repository / "bikes")
    for name in (".git", ".github"):
        shutil.move(repository / "bikes" / name, repository / name)
    for path in sorted((repository / ".github").rglob("*.yml")):
        if path.parent.name != ".github":
            path.write_text(changed(path), encoding="utf-8")
    commit_all(repository)
    runner = Runner(repository, tmp_path / "act", environment)
    return World(runner, tmp_path / "hosts", folder="bikes")


def test_it_is_checked_rehearsed_built_and_deployed(in_a_folder: World) -> None:
    outcome = in_a_folder.runner.run("push", "cd")
    assert outcome.all_succeeded("lint", "test", "rehearsal", "build")
    inputs = {"target": "production", "from": str(outcome.run_id)}
    outcome = in_a_folder.runner.run("workflow_dispatch", "deploy", {"inputs": inputs})
    assert outcome.all_succeeded("deploy")
    assert in_a_folder.commit() in str(in_a_folder.live("production"))
    outcome = in_a_folder.runner.run("schedule", "monitor", variables=OPERATE)
    assert outcome.all_succeeded("look")


def test_its_pull_request_is_compared_with_itself(in_a_folder: World) -> None:
    in_a_folder.set_window(2)
    outcome = in_a_folder.runner.run("pull_request", "ci", pull_request())
    assert outcome.all_succeeded("report", "comment", "ok")
    assert "data.window 0 → 2" in outcome.gh[-1]["body"]


def changed(path: Path) -> str:
    """A workflow or an action, for a project in `bikes`."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"^( *)shell: bash$", r"\1shell: bash\n\1working-directory: bikes", text, flags=re.M
    )
    text = re.sub(r"^( +(?:subject-)?path: )(?!verdict$|report$)", r"\1bikes/", text, flags=re.M)
    text = text.replace("cat .github/", "cat ../.github/")
    for job in NO_CHECKOUT.get(path.name, ()):
        own = f"  {job}:\n    defaults: {{run: {{shell: bash, working-directory: .}}}}\n"
        text = text.replace(f"  {job}:\n", own, 1)
    return text
