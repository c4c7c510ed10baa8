"""What a user need not maintain: tests of processes, files, kills, refusals, inside a project."""

import shutil
from pathlib import Path

import pytest

from tests.engines import with_cookiecutter
from tests.test_generated_project import OLDEST, PYTHONS, run

pytestmark = pytest.mark.slow

INSIDE = Path(__file__).parent / "inside"
# Level 2's experiments are tested on Dask's own workers too.
EXTRAS = {2: ["--extra", "dask"]}


@pytest.mark.parametrize("level", [1, 2, 0])
def test_its_machinery_works(template, tmp_path, level):
    project = with_cookiecutter(template, tmp_path, level, {"python_version": OLDEST})
    shutil.copytree(INSIDE / f"level{level}", project / "tests" / "inside")
    tests = ["poe", "test", "tests/inside", "-m", "slow or not slow"]
    run(project, PYTHONS[OLDEST], *EXTRAS.get(level, []), *tests)
