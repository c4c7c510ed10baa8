"""The workflow files of a generated project, read and linted."""

import random
import shutil
import string
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.engines import commit_all, with_copier
from tests.level2 import workflows
from tests.level2.workflows import Workflows
from tests.pythons import uv

ANSWERS = [
    {},
    {
        "project_name": "Wind & 'Sun'",
        "github_owner": "The-Grid",
        "python_version": "3.13",
        "retraining_schedule": "5 4 * * MON",
    },
]


@pytest.fixture(scope="module", params=ANSWERS, ids=["defaults", "others"])
def project(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("level2") / "project"
    made = with_copier(template, folder, 2, request.param)
    commit_all(made)
    return made


def lint(project: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_jactionlint_reports_nothing(project: Path) -> None:
    lint(project, "jactionlint", "--strict-exit", "--no-hints")


def test_zizmor_reports_nothing(project: Path) -> None:
    lint(project, "zizmor", "--offline", "--strict-collection", "--pedantic", ".")


def test_hadolint_reports_nothing(project: Path) -> None:
    lint(project, "hadolint", "deploy/image/Dockerfile")


def test_a_committed_secret_is_found_and_not_repeated(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(project, copy)
    tasks = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["poe"]
    scan = tasks["tasks"]["lint-secrets"]["cmd"].split()
    lint(copy, *scan)
    # Made here, so that this file holds none.
    letters = random.Random(3).choices(string.ascii_letters + string.digits, k=36)  # noqa: S311
    secret = f"ghp_{''.join(letters)}"
    (copy / "notebooks" / "try.py").write_text(f'TOKEN = "{secret}"\n', encoding="utf-8")
    done = subprocess.run(scan, cwd=copy, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 0
    assert "notebooks/try.py" in done.stdout
    assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize("rule", workflows.RULES, ids=lambda rule: rule.__name__)
def test_no_rule_is_broken(project: Path, rule: Callable[[Workflows], list[str]]) -> None:
    assert rule(Workflows(project)) == []


def test_no_pin_is_left_over(project: Path) -> None:
    used = "\n".join(Workflows(project).texts.values())
    assert [action for action in workflows.PINS if f"{action}@" not in used] == []


def test_the_schedule_is_the_one_that_was_answered(project: Path) -> None:
    train = yaml.safe_load((project / ".github/workflows/train.yml").read_text(encoding="utf-8"))
    # YAML reads `on` as true.
    [entry] = train[True]["schedule"]
    assert entry["cron"] in (project / "operations.toml").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["deploy", "run", "smoke", "promote", "rollback-release", "status", "verdict"]
)
def test_the_machine_that_deploys_needs_its_group_and_no_more(
    small_project: Path, command: str
) -> None:
    words = ["run", "--isolated", "--no-default-groups", "--group", "delivery", "poe", command]
    lint(small_project, uv(), *words, "--help")


CD, CI = "workflows/cd.yml", "workflows/ci.yml"
ACTION = "actions/deploy/action.yml"
MUTATIONS = {
    "a misspelt command": (ACTION, "poe deploy", "poe depoly", workflows.unknown_commands),
    "production without staging": (
        CD,
        "needs: staging-training",
        "needs: build",
        workflows.wrong_order,
    ),
    "another commit": (CD, "actions/attest@1", "actions/attest@2", workflows.unknown_pins),
    "a job without an end": (CD, "    timeout-minutes: 10\n", "", workflows.loose_jobs),
    "code in the job that comments": (
        CI,
        "    steps:\n      - uses: actions/download-artifact",
        "    steps:\n      - uses: actions/checkout@v1\n      - uses: actions/download-artifact",
        workflows.code_beside_write_access,
    ),
    "a secret for everybody": (
        CD,
        "    environment: staging\n",
        "",
        workflows.secrets_outside_environments,
    ),
    "a value in the shell": (
        CI,
        'echo "$MARK"',
        "echo ${{ github.event.pull_request.title }}",
        workflows.expressions_in_shell,
    ),
    "a call that reads a private repository": (
        "workflows/monitor.yml",
        "train.yml --ref main",
        "train.yml",
        workflows.calls_beyond_permissions,
    ),
    "a call that nobody has looked up": (
        "workflows/release.yml",
        "gh release create",
        "gh release edit",
        workflows.calls_beyond_permissions,
    ),
    "an attestation that can't be read": (
        "workflows/deploy.yml",
        "      attestations: read # verify it\n",
        "",
        workflows.calls_beyond_permissions,
    ),
    "a rollback that a cancelled job doesn't reach": (
        CD,
        "if: failure() || cancelled()",
        "if: failure()",
        workflows.untruthful_deployments,
    ),
    "a training that is called a deployment": (
        "workflows/train.yml",
        "      deployment: false\n",
        "",
        workflows.untruthful_deployments,
    ),
    "a report that is not required": (
        CI,
        "needs: [checks, report]",
        "needs: [checks]",
        workflows.wrong_order,
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_rule_notices_what_it_is_for(project: Path, tmp_path: Path, name: str) -> None:
    file, old, new, rule = MUTATIONS[name]
    mutant = tmp_path / "mutant"
    shutil.copytree(project, mutant)
    path = mutant / ".github" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert rule(Workflows(mutant)) != []
