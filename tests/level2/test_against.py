"""`experiment --against REF` in a project that is a folder of a larger repository."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all, git, with_copier
from tests.level2.act.runner import own_environment
from tests.level2.conftest import shrink
from tests.pythons import uv

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its commit before, tagged `empty`, has other things only."""
    company = tmp_path_factory.mktemp("company")
    (company / "README.md").write_text("All our code.\n", encoding="utf-8")
    commit_all(company)
    git(company, "tag", "empty")
    path = with_copier(template, company / "models" / "bike-rides", 2, {})
    shrink(path)
    git(company, "add", "--all")
    git(company, "commit", "--message", "Bike rides")
    return path


def run(project: Path, ref: str) -> subprocess.CompletedProcess[str]:
    command = [uv(), "run", "--quiet", "poe", "--quiet", "experiment", "--against", ref]
    return subprocess.run(
        [*command, "--extract", "--no-record"],
        cwd=project,
        env=own_environment() | {"UV_PYTHON_DOWNLOADS": "never"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def compare(project: Path, ref: str) -> str:
    """The report on the files as they are."""
    done = run(project, ref)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = project / "reports" / "experiments" / "change"
    return (folder / "report.md").read_text(encoding="utf-8")


def test_the_project_is_compared_with_itself_as_it_was_committed(project: Path) -> None:
    assert "Nothing that a forecast depends on has changed" in compare(project, "HEAD")
    model = project / "src" / "bike_rides" / "problem" / "model.py"
    text = model.read_text(encoding="utf-8")
    changed = text.replace(
        'return pd.DataFrame({"prediction": model', 'return pd.DataFrame({"prediction": 0 * model'
    )
    assert changed != text
    model.write_text(changed, encoding="utf-8")
    report = compare(project, "HEAD")
    assert "before: " in report
    content = project / "reports" / "experiments" / "change" / "result.json"
    scores = json.loads(content.read_text(encoding="utf-8"))["scores"]
    assert list(scores["before"]) == list(scores["after"]) == ["2011-04", "2011-05"]
    # A forecast of nothing is off by everything.
    assert all(score == 1 for score in scores["after"].values())
    assert all(0 < score < 0.7 for score in scores["before"].values())
    assert git(project, "worktree", "list").count("\n") == 1


def test_a_commit_without_the_project_has_no_backtest(project: Path) -> None:
    assert "which has no backtest yet" in compare(project, "empty")


def test_a_commit_that_does_not_exist_is_one_line(project: Path) -> None:
    done = run(project, "nowhere")
    assert (done.returncode, done.stderr) == (1, "error: git: bad revision 'nowhere'\n")
