"""The workflows, executed: what each event brings to the targets, and what it leaves alone."""

from typing import Any

import pytest

from tests.level2.act.runner import REPOSITORY
from tests.level2.act.world import OPERATE, World

pytestmark = pytest.mark.slow


def pull_request(repository: str = REPOSITORY, author: str = "somebody") -> dict[str, Any]:
    head = {"repo": {"full_name": repository}}
    return {"pull_request": {"number": 7, "head": head, "user": {"login": author}}}


def test_a_push_to_main_brings_the_same_bytes_to_staging_and_production(fresh: World) -> None:
    outcome = fresh.runner.run("push", "cd")
    assert outcome.all_succeeded("lint", "test", "rehearsal", "build", "staging", "production")
    assert fresh.live("staging") == fresh.live("production")
    assert fresh.commit() in str(fresh.live("production"))
    assert fresh.trainings("staging") == fresh.trainings("production") == 1
    assert len(outcome.called("attestation", "verify")) == 2


def test_a_failing_smoke_test_rolls_staging_back_and_never_reaches_production(
    delivered: World,
) -> None:
    before = delivered.live("staging"), delivered.live("production")
    delivered.break_the_service_on("staging")
    outcome = delivered.runner.run("push", "cd")
    delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert outcome.ran("staging", "deploy")
    assert "broken on this machine" in outcome.log
    assert "production" not in outcome.jobs
    assert (delivered.live("staging"), delivered.live("production")) == before


def test_a_failed_download_changes_nothing_and_rolls_nothing_back(delivered: World) -> None:
    before = delivered.history("staging")
    delivered.change_something()
    outcome = delivered.runner.run("push", "cd", environment={"STUB_DOWNLOAD_FAILS": "1"})
    assert outcome.jobs["staging"] == "failure"
    assert "rollback-release" not in outcome.log
    assert delivered.history("staging") == before


def test_an_earlier_bundle_is_deployed_by_hand(delivered: World) -> None:
    first = delivered.live("production")
    delivered.change_something()
    delivered.runner.run("push", "cd")
    assert delivered.live("production") != first
    inputs = {"target": "production", "run-id": str(delivered.first_run)}
    outcome = delivered.runner.run("workflow_dispatch", "deploy", {"inputs": inputs})
    assert outcome.all_succeeded("deploy")
    assert delivered.live("production") == first
    assert delivered.live("staging") != first


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
    delivered.forget_trainings_after("production", "2011-03")
    delivered.predict("production", {"2011-03": (1.05, 1), "2011-04": (1.5, 1)})
    outcome = delivered.runner.run("schedule", "monitor", variables=OPERATE)
    assert set(outcome.jobs) == {"look", "retrain"}
    assert [call["arguments"] for call in outcome.gh] == [["workflow", "run", "train.yml"]]


@pytest.mark.parametrize(("open_issue", "action"), [("", "create"), ("12", "edit")])
def test_retraining_that_no_longer_helps_asks_for_an_experiment_once(
    delivered: World, open_issue: str, action: str
) -> None:
    months = {"2011-03": (1.5, 1), "2011-04": (1.5, 2), "2011-05": (1.5, 3)}
    delivered.land("production", "2011-04", "2011-05")
    delivered.predict("production", months)
    outcome = delivered.runner.run(
        "schedule", "monitor", variables=OPERATE, environment={"STUB_OPEN_ISSUE": open_issue}
    )
    assert set(outcome.jobs) == {"look", "issue"}
    [call] = outcome.called("issue", action)
    assert "wape 0.500 on 2011-05" in call["arguments"][call["arguments"].index("--title") + 1]
    assert "uv run poe experiment experiments/training_window.toml" in call["body"]
    assert {call["arguments"][1] for call in outcome.called("issue")} == {"list", action}


def test_a_pull_request_gets_its_report_as_one_comment(delivered: World) -> None:
    with delivered.branch():
        delivered.set_window(2)
        outcome = delivered.runner.run("pull_request", "ci", pull_request())
    assert outcome.all_succeeded("checks", "report", "comment", "ok")
    [call] = outcome.called("pr", "comment", "7")
    assert {"--edit-last", "--create-if-none"} <= set(call["arguments"])
    assert "`data.window_months` 0 → 2" in call["body"]
    assert "2011-05" in call["body"]


@pytest.mark.parametrize(
    "payload", [pull_request("fork/bike-rides"), pull_request(author="dependabot[bot]")]
)
def test_who_may_not_comment_gets_the_report_all_the_same(
    delivered: World, payload: dict[str, Any]
) -> None:
    with delivered.branch():
        delivered.set_window(2)
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


def test_a_tag_is_released_with_its_bundle(delivered: World) -> None:
    outcome = delivered.runner.run("push", "release", {"ref": "refs/tags/v0.1.0"})
    assert outcome.all_succeeded("release")
    [call] = outcome.called("release", "create", "v0.1.0")
    assert call["files"] == ["deployments/bundle.zip"]


def test_a_tag_that_is_not_the_version_is_not_released(delivered: World) -> None:
    outcome = delivered.runner.run("push", "release", {"ref": "refs/tags/v9.9.9"})
    assert outcome.jobs["release"] == "failure"
    assert outcome.called("release", "create") == []
