"""The workflows, executed: what each event brings to the targets, and what it leaves alone."""

import pytest

from tests.level2.act.world import DELIVER, World

pytestmark = pytest.mark.slow


def test_a_push_without_a_machine_is_a_rehearsal_and_says_what_comes_next(fresh: World) -> None:
    outcome = fresh.runner.run("push", "cd")
    assert outcome.all_succeeded("lint", "test", "rehearsal", "build")
    assert "staging" not in outcome.jobs
    assert fresh.live("staging") is None
    assert outcome.ran_named("Say what comes next")


def test_a_push_to_main_brings_the_same_bytes_to_staging_and_production(delivered: World) -> None:
    outcome, _ = delivered.deliveries[0]
    assert outcome.all_succeeded("build", "staging", "production", "production-training")
    (staging,), (production,) = map(delivered.history, ("staging", "production"))
    assert staging["release"] == production["release"]
    assert delivered.commit() in production["release"]
    assert delivered.champion("staging") == 1
    [verified, _] = outcome.called("attestation", "verify")
    assert {"--signer-workflow", "--source-ref"} <= set(verified["arguments"])


def test_a_job_run_again_that_fails_leaves_what_was_live_before_it(delivered: World) -> None:
    before = delivered.history("staging")
    assert delivered.commit() in before[0]["release"]
    delivered.set_on("staging", "BROKEN")
    outcome = delivered.runner.run("push", "cd", variables=DELIVER, again=True)
    delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert "nothing rolled back" in outcome.log
    assert delivered.history("staging") == before


def test_a_failing_smoke_test_rolls_staging_back_and_never_reaches_production(
    delivered: World,
) -> None:
    before = delivered.live("staging"), delivered.live("production")
    delivered.change_something()
    delivered.set_on("staging", "BROKEN")
    outcome = delivered.runner.run("push", "cd", variables=DELIVER)
    delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert "broken on this machine" in outcome.log
    assert "production" not in outcome.jobs
    assert (delivered.live("staging"), delivered.live("production")) == before


def test_a_deployment_that_is_cancelled_leaves_no_untried_release_live(delivered: World) -> None:
    before = delivered.live("staging")
    delivered.change_something()
    delivered.set_on("staging", "SLOW")
    outcome = delivered.runner.run(
        "push",
        "cd",
        variables=DELIVER,
        cancel_when=lambda: delivered.live("staging") != before,
    )
    delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert delivered.live("staging") == before


def test_a_deployment_that_times_out_leaves_no_untried_release_live(delivered: World) -> None:
    before = delivered.live("staging")
    with delivered.branch():
        step = "      - uses: ./.github/actions/deploy\n        with:\n          target: staging\n"
        # A limit of the step: act knows none of a job, which GitHub cancels when it is reached.
        limited = step.replace("        with:", "        timeout-minutes: 1\n        with:")
        delivered.mutate("workflows/cd.yml", step, limited)
        delivered.set_on("staging", "SLOW")
        outcome = delivered.runner.run("push", "cd", variables=DELIVER)
        delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert "this step has been cancelled" in outcome.log
    assert delivered.live("staging") == before


def test_a_first_release_that_fails_stays_and_is_named(fresh: World) -> None:
    fresh.skip_checks()
    fresh.add_faults()
    fresh.set_on("staging", "BROKEN")
    outcome = fresh.runner.run("push", "cd", variables=DELIVER)
    assert outcome.jobs["staging"] == "failure"
    assert "it is the only release here" in outcome.log
    assert fresh.commit() in str(fresh.live("staging"))


def test_a_training_that_fails_rolls_nothing_back_and_holds_production_up(
    delivered: World,
) -> None:
    production = delivered.live("production")
    with delivered.branch():
        delivered.break_the_training()
        outcome = delivered.runner.run("push", "cd", variables=DELIVER)
        assert delivered.commit() in str(delivered.live("staging"))
    assert outcome.jobs["staging"] == "success"
    assert outcome.jobs["staging-training"] == "failure"
    assert delivered.live("production") == production


def test_a_newest_batch_that_is_refused_holds_nothing_up(delivered: World) -> None:
    delivered.land_something_bad("staging", "2011-05")
    delivered.change_something()
    outcome = delivered.runner.run("push", "cd", variables=DELIVER, until="production")
    assert outcome.all_succeeded("staging-training", "production")
    assert "warning: not trained: validate" in outcome.log


def test_a_failed_download_changes_nothing(delivered: World) -> None:
    before = delivered.history("staging")
    delivered.change_something()
    outcome = delivered.runner.run(
        "push", "cd", variables=DELIVER, environment={"STUB_DOWNLOAD_FAILS": "1"}
    )
    assert outcome.jobs["staging"] == "failure"
    assert delivered.history("staging") == before


def test_on_a_runner_of_ones_own_no_folder_of_the_checkout_is_deployed_to(fresh: World) -> None:
    fresh.skip_checks()
    fresh.write("targets.toml", '[targets.staging]\nkind = "local"\nfolder = "deployments/x"\n')
    outcome = fresh.runner.run("push", "cd", variables=DELIVER)
    assert outcome.jobs["staging"] == "failure"
    assert "[targets.staging] folder: deployments/x lies in the checkout" in outcome.log


def test_the_emergency_button_returns_release_and_model(delivered_twice: World) -> None:
    live, before = delivered_twice.history("production")[:2]
    assert delivered_twice.champion("production") == live["champion_before"] + 1
    inputs = {"target": "production", "what": "release"}
    outcome = delivered_twice.runner.run("workflow_dispatch", "rollback", {"inputs": inputs})
    assert outcome.all_succeeded("rollback")
    assert delivered_twice.live("production") == before["release"]
    assert delivered_twice.champion("production") == live["champion_before"]


def test_the_emergency_button_returns_the_model_alone(delivered_twice: World) -> None:
    live, before = delivered_twice.live("staging"), delivered_twice.champion("staging")
    inputs = {"target": "staging", "what": "model"}
    outcome = delivered_twice.runner.run("workflow_dispatch", "rollback", {"inputs": inputs})
    assert outcome.all_succeeded("rollback")
    assert delivered_twice.champion("staging") == before - 1
    assert delivered_twice.live("staging") == live


def test_an_earlier_bundle_and_a_release_are_deployed_by_hand(delivered_twice: World) -> None:
    (first, release), (second, tagged) = delivered_twice.deliveries
    runs = {"actions/workflows/cd.yml/runs": {"workflow_runs": [{"id": second.run_id}]}}
    tag = {"ref": "refs/tags/v0.1.0"}
    outcome = delivered_twice.runner.run("push", "release", tag, github=runs)
    assert outcome.all_succeeded("release")
    for source, wanted in ((str(first.run_id), release), ("v0.1.0", tagged)):
        inputs = {"target": "production", "from": source}
        outcome = delivered_twice.runner.run("workflow_dispatch", "deploy", {"inputs": inputs})
        assert outcome.all_succeeded("deploy")
        assert delivered_twice.live("production") == wanted


def test_a_bundle_that_no_cd_run_on_main_has_built_is_refused(delivered: World) -> None:
    before = delivered.live("production")
    inputs = {"target": "production", "from": str(delivered.deliveries[0][0].run_id)}
    built_by = {"path": ".github/workflows/ci.yml", "event": "pull_request", "head_branch": "x"}
    outcome = delivered.runner.run(
        "workflow_dispatch", "deploy", {"inputs": inputs}, github={"actions/runs/*": built_by}
    )
    assert outcome.jobs["deploy"] == "failure"
    assert delivered.live("production") == before
