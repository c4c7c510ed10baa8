"""A project that was worked in still works after each climb: its tests, its models."""

import subprocess
from pathlib import Path

import pytest

from tests.engines import commit_all
from tests.pythons import clean_environment, supported, uv
from tests.upgrade.edits import EDITS
from tests.upgrade.projects import climb, copied, edited, together

# In one project, all edits after which the tests should pass; those that meet a level are tried
# where it is tested that they do.
KEEPING = together(edit for edit in EDITS.values() if edit.keeps_tests and not edit.meets)


def poe(project: Path, *arguments: str) -> str:
    result = subprocess.run(
        [uv(), "run", "poe", *arguments],
        cwd=project,
        env=clean_environment(next(iter(supported().values()))),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.mark.slow
def test_all_harmless_edits_together_leave_its_tests_passing(levels, tmp_path):
    project = edited(levels[0], tmp_path / "project", KEEPING)
    for level in (1, 2):
        climb(project, level)
        commit_all(project)
    # Those of the levels below are among them.
    poe(project, "test", "-m", "not slow")


@pytest.mark.slow
def test_its_own_task_climbs_and_a_model_handed_over_before_serves_at_level_1(levels, tmp_path):
    project = copied(levels[0], tmp_path / "project")
    poe(project, "all")
    (bundle,) = (path for path in (project / "handover").iterdir() if path.is_dir())
    # uv has written its lock file.
    commit_all(project)
    poe(project, "upgrade", "--level", "1")
    told = poe(project, "adopt", "--yes", str(bundle.relative_to(project)))
    assert "champion is version 1 (data up to 2011-06)" in told
