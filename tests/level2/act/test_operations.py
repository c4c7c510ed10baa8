"""What runs after the delivery, executed by act: training, monitoring, pull requests, releases."""

import shutil
from datetime import timedelta
from typing import Any

import pytest

from tests.level2.act.runner import REPOSITORY
from tests.level2.act.world import OPERATE, World

pytestmark = pytest.mark.slow


def pull_request(repository: str = REPOSITORY, author: str = "somebody") -> dict[str, Any]:
    head = {"repo": {"full_name": repository}}
    return {"pull_request": {"number": 7, "head": head, "user": {"login": author}}}


def test_the_schedule_trains_on_what_has_landed(delivered: World) -> None:
    before = delivered.trainings("production")
    delivered.land("production", "2011-04")
    outcome = delivered.runner.run("schedule", "train", variables=OPERATE)
    assert outcome.all_succeeded("train")
    assert delivered.trainings("production") == before + 1


def test_somebody_who_says_that_data_has_arrived_starts_a_training(delivered: World) -> None:
    before = delivered.trainings("production")
    delivered.land("production", "2011-05")
    payload = {"action": "new-data"}
    outcome = delivered.runner.run("repository_dispatch", "train", payload, variables=OPERATE)
    assert outcome.all_succeeded("train")
    assert delivered.trainings("production") == before + 1


@pytest.mark.parametrize("workflow", ["train", "monitor"])
def test_the_schedule_does_nothing_before_it_is_turned_on(delivered: World, workflow: str) -> None:
    assert delivered.runner.run("schedule", workflow).jobs == {}


def test_a_good_model_is_left_in_peace(delivered: World) -> None:
    delivered.land("production", "2011-04")
    delivered.predict("production", {"2011-04": (1.05, 1)})
    outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    assert set(outcome.jobs) == {"look"}
    assert outcome.gh == []


def test_a_bad_model_that_has_not_seen_the_newest_month_is_retrained(delivered: World) -> None:
    delivered.land("production", "2011-04")
    delivered.predict("production", {"2011-03": (1.05, 1), "2011-04": (1.5, 1)})
    with delivered.trained_until("production", "2011-03"):
        outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    assert set(outcome.jobs) == {"look", "retrain"}
    [call] = outcome.gh
    assert call["arguments"] == ["workflow", "run", "train.yml", "--ref", "main"]


@pytest.mark.parametrize("open_issue", [False, True])
def test_retraining_that_no_longer_helps_asks_for_an_experiment_once(
    delivered: World, open_issue: bool
) -> None:
    months = {"2011-03": (1.5, 1), "2011-04": (1.5, 2), "2011-05": (1.5, 3)}
    delivered.land("production", "2011-04", "2011-05")
    delivered.predict("production", months)
    # Not one of ours: whoever opened it.
    issues = [{"number": 3, "body": "somebody's"}, {"number": 4, "body": None}]
    if open_issue:
        issues.append({"number": 12, "body": "<!-- monitor experiment -->\n..."})
    outcome = delivered.runner.run(
        "schedule", "monitor", variables=OPERATE, github={"issues": issues}
    )
    assert set(outcome.jobs) == {"look", "issue"}
    _, call = outcome.gh
    path = f"repos/{REPOSITORY}/issues" + ("/12" if open_issue else "")
    assert call["arguments"][1] == path
    assert "title=Retraining no longer helps" in str(call["arguments"])
    assert call["body"].startswith("<!-- monitor experiment -->")
    assert "uv run poe experiment experiments/training_window.toml" in call["body"]


def test_a_service_that_nobody_asks_any_more_asks_for_a_person(delivered: World) -> None:
    delivered.predict("production", {"2011-03": (1.05, 1)}, ago=timedelta(days=8))
    outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    assert set(outcome.jobs) == {"look", "issue"}
    assert outcome.gh[-1]["body"].startswith("<!-- monitor silent -->")


def test_a_machine_that_is_down_asks_for_a_person(delivered: World) -> None:
    registry = delivered.state("production") / "mlflow.db"
    aside = registry.rename(registry.with_suffix(".aside"))
    outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    aside.replace(registry)
    assert set(outcome.jobs) == {"look", "issue"}
    assert outcome.gh[-1]["body"].startswith("<!-- monitor down -->")


@pytest.mark.skipif(not shutil.which("ssh"), reason="needs an ssh client")
def test_a_machine_out_of_reach_asks_for_a_person(delivered: World) -> None:
    with delivered.branch():
        host = 'kind = "ssh"\nhost = "deploy@127.0.0.1"\nport = 9\nfolder = "bikes"\n'
        delivered.write("targets.toml", f"[targets.production]\n{host}")
        outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    assert set(outcome.jobs) == {"look", "issue"}
    assert outcome.gh[-1]["body"].startswith("<!-- monitor unreachable -->")


def test_a_pull_request_gets_its_report_as_one_comment(delivered: World) -> None:
    with delivered.branch():
        delivered.set_window(2)
        outcome = delivered.runner.run("pull_request", "ci", pull_request())
    assert outcome.all_succeeded("checks", "report", "comment", "ok")
    _, call = outcome.gh
    assert call["arguments"][1] == f"repos/{REPOSITORY}/issues/7/comments"
    assert "data.window 0 → 2" in call["body"]
    assert "2011-05" in call["body"]


@pytest.mark.parametrize(
    "payload", [pull_request("fork/bike-rides"), pull_request(author="dependabot[bot]")]
)
def test_who_may_not_comment_gets_the_report_all_the_same(
    delivered: World, payload: dict[str, Any]
) -> None:
    with delivered.branch():
        delivered.fake_report()
        outcome = delivered.runner.run("pull_request", "ci", payload)
    assert outcome.all_succeeded("checks", "report", "ok")
    assert "comment" not in outcome.jobs
    assert outcome.gh == []


def test_a_change_that_cannot_be_backtested_fails_the_one_required_status(
    delivered: World,
) -> None:
    with delivered.branch():
        delivered.set_window(-1)
        outcome = delivered.runner.run("pull_request", "ci", pull_request())
    assert outcome.jobs["ok"] == "failure"


def test_a_tag_that_is_not_the_version_is_not_released(delivered: World) -> None:
    outcome = delivered.runner.run("push", "release", {"ref": "refs/tags/v9.9.9"})
    assert outcome.jobs["release"] == "failure"
    assert outcome.called("release", "create") == []


def test_a_tag_whose_commit_cd_has_not_built_is_not_released(delivered: World) -> None:
    tag = {"ref": "refs/tags/v0.1.0"}
    nothing = {"actions/workflows/cd.yml/runs": {"workflow_runs": []}}
    outcome = delivered.runner.run("push", "release", tag, github=nothing)
    assert outcome.jobs["release"] == "failure"
    assert outcome.called("release", "create") == []


def test_only_our_own_comment_is_edited(delivered: World) -> None:
    ours = {"id": 71, "user": {"login": "github-actions[bot]"}, "body": "<!-- backtest -->\n..."}
    others = [
        {"id": 70, "user": {"login": "somebody"}, "body": "<!-- backtest --> quoted"},
        {"id": 72, "user": {"login": "github-actions[bot]"}, "body": "of another workflow"},
    ]
    with delivered.branch():
        delivered.fake_report()
        outcome = delivered.runner.run(
            "pull_request", "ci", pull_request(), github={"issues/7/comments": [ours, *others]}
        )
    assert outcome.gh[-1]["arguments"][1] == f"repos/{REPOSITORY}/issues/comments/71"
