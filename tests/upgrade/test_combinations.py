"""Any edits in one project, as a year of work leaves it."""

import shutil

from hypothesis import given
from hypothesis import strategies as st

from tests.engines import git, tree
from tests.upgrade.edits import EDITS
from tests.upgrade.projects import (
    climb,
    differing,
    edited,
    expected,
    few_examples,
    marked,
    together,
    unresolved,
)

QUIET = [edit for edit in EDITS.values() if not edit.meets]
SOME_EDITS = st.lists(st.sampled_from(QUIET), min_size=2, max_size=12, unique_by=lambda e: e.name)


@few_examples(2)
@given(edits=SOME_EDITS, level=st.sampled_from([1, 2]))
def test_any_edits_outlive_a_climb_together(levels, tmp_path, edits, level):
    shutil.rmtree(tmp_path)
    chosen = together(edits)
    project = edited(levels[0], tmp_path / "project", chosen)
    climb(project, level)
    wanted = expected(levels, 0, level, chosen)
    assert unresolved(project) == marked(project) == set()
    assert differing(tree(project), wanted) == []


def test_a_climb_commits_nothing_and_stages_nothing(levels, tmp_path):
    project = edited(levels[0], tmp_path / "project", [EDITS["turn_parameters"]])
    before = git(project, "rev-parse", "HEAD")
    climb(project, 1)
    assert git(project, "rev-parse", "HEAD") == before
    assert git(project, "diff", "--cached", "--name-only") == ""
