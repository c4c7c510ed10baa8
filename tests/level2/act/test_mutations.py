"""Faults that only show when a workflow runs: each is seen by what reaches the targets."""

import pytest

from tests.level2.act.world import DELIVER, World

pytestmark = pytest.mark.slow


def test_a_wrong_artifact_name_stops_the_delivery(delivered: World) -> None:
    before = delivered.live("staging")
    with delivered.branch():
        delivered.mutate("actions/bundle/action.yml", "name: bundle\n", "name: bundel\n")
        outcome = delivered.runner.run("push", "cd", variables=DELIVER)
    assert outcome.jobs["staging"] == "failure"
    assert delivered.live("staging") == before


def test_a_rollback_that_waits_for_success_leaves_the_failed_release_live(
    delivered: World,
) -> None:
    before = delivered.live("staging")
    with delivered.branch():
        delivered.mutate("workflows/cd.yml", "if: failure() || cancelled()", "if: success()")
        delivered.break_the_service_on("staging")
        outcome = delivered.runner.run("push", "cd", variables=DELIVER)
        delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert delivered.live("staging") != before
    delivered.roll_back("staging")
    assert delivered.live("staging") == before


def test_production_that_does_not_need_staging_is_reached_by_a_failing_release(
    delivered: World,
) -> None:
    before = delivered.live("production")
    with delivered.branch():
        delivered.mutate("workflows/cd.yml", "needs: staging-training\n", "needs: build\n")
        delivered.break_the_service_on("staging")
        outcome = delivered.runner.run("push", "cd", variables=DELIVER)
        delivered.mend("staging")
    assert outcome.jobs["staging"] == "failure"
    assert delivered.live("production") != before
    delivered.roll_back("production")
    assert delivered.live("production") == before
