"""A project that nobody touched is, after climbing, what its level makes of the same answers."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines import commit_all, tree, with_cookiecutter, with_copier
from tests.test_engines_agree import GOOD_ANSWERS
from tests.upgrade.projects import climb, differing, few_examples

WAYS = [(0, 1), (1, 2), (0, 2), (0, 1, 2)]
ENGINES = ["cookiecutter", "copier"]
# What only higher levels ask: an upgrade takes the defaults, unless it is told otherwise.
ASKED_LATER = {"retraining_schedule", "github_owner"}


def made(engine: str, template: Path, folder: Path, level: int, answers: dict[str, str]) -> Path:
    if engine == "cookiecutter":
        return with_cookiecutter(template, folder, level, answers)
    return with_copier(template, folder / "made", level, answers)


def climbed(project: Path, way: tuple[int, ...]) -> Path:
    for level in way[1:]:
        commit_all(project)
        climb(project, level)
    return project


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("engine", ENGINES)
def test_it_equals_a_new_one_byte_for_byte_and_mode_for_mode(template, tmp_path, engine, way):
    project = climbed(made(engine, template, tmp_path, way[0], {}), way)
    new = with_copier(template, tmp_path / "new", way[-1], {})
    assert differing(tree(project), tree(new)) == []


@few_examples(3)
@given(way=st.sampled_from(WAYS), engine=st.sampled_from(ENGINES), answers=GOOD_ANSWERS)
def test_it_equals_a_new_one_whatever_the_answers(template, tmp_path, engine, way, answers):
    shutil.rmtree(tmp_path)
    given = {name: value for name, value in answers.items() if name not in ASKED_LATER}
    project = climbed(made(engine, template, tmp_path, way[0], given), way)
    new = with_copier(template, tmp_path / "new", way[-1], given)
    assert differing(tree(project), tree(new)) == []
