"""cookiecutter and copier make the same project out of the same answers, byte for byte."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines import tree, with_cookiecutter, with_copier
from tests.test_questions import REFUSED, RULES

LEVELS = [0, 1, 2]
FREE_TEXT = ("project_name", "description", "author")
# What breaks templates, TOML, YAML, JSON and Python first, and letters of several kinds.
PIECES = ["{{", "}}", "{%", "%}", "{#", "#}", "\\", '"', "'", "#", "$", "%", "&", "<b>", "`", ":"]
PIECES += [
    " ",
    "a",
    "Z",
    "é",
    "ß",
    "冬",
    "עברית",
    "🚲",
    "👩🏽‍🔬",
    "{{ cookiecutter.author }}",
    "\\n",
    "- ",
]
TEXT = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), min_size=1, max_size=12)
GOOD_TEXT = TEXT.map("".join).filter(lambda text: not RULES.problem("author", text))
NAME = st.from_regex(r"[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)
GOOD_NAME = NAME.filter(lambda name: not RULES.problem("project_slug", name))

GOOD_ANSWERS = st.fixed_dictionaries(
    dict.fromkeys(FREE_TEXT, GOOD_TEXT),
    optional={
        "project_slug": GOOD_NAME,
        "package_name": GOOD_NAME.map(lambda name: name.replace("-", "_")),
        "license": st.sampled_from(["MIT", "Apache-2.0", "BSD-3-Clause", "proprietary"]),
        "python_version": st.sampled_from(["3.11", "3.12", "3.13"]),
        "retraining_schedule": st.sampled_from(["0 0 1 * *", "*/5 1-3,7 * jan mon-fri"]),
        "github_owner": st.sampled_from(["a", "Some-Org"]),
    },
)
ANY_ANSWER = st.sampled_from(sorted(REFUSED)).flatmap(
    lambda question: st.tuples(
        st.just(question), st.sampled_from(REFUSED[question]) | TEXT.map("".join) | NAME
    )
)


def both(template: Path, folder: Path, level: int, answers: dict[str, str]) -> tuple[Path, Path]:
    shutil.rmtree(folder, ignore_errors=True)
    first = with_cookiecutter(template, folder / "cookiecutter", level, answers)
    return first, with_copier(template, folder / "copier" / first.name, level, answers)


@pytest.mark.parametrize("level", LEVELS)
def test_the_default_answers_give_the_same_tree(template, tmp_path, level):
    first, second = both(template, tmp_path, level, {})
    assert tree(first) == tree(second)


@given(level=st.sampled_from(LEVELS), answers=GOOD_ANSWERS)
def test_any_answers_give_the_same_tree_with_the_text_intact(template, tmp_path, level, answers):
    first, second = both(template, tmp_path, level, answers)
    assert tree(first) == tree(second)
    if answers.get("license") != "proprietary":
        assert answers["author"] in (first / "LICENSE").read_text(encoding="utf-8")


@given(answer=ANY_ANSWER)
def test_both_engines_accept_and_refuse_the_same_answers(template, tmp_path, answer):
    question, value = answer
    shutil.rmtree(tmp_path, ignore_errors=True)
    tmp_path.mkdir()
    problem = RULES.first_problem({question: value})

    def accepted(generate, folder: Path) -> bool:
        try:
            generate(template, folder, 2, {question: value})
        except (Exception, SystemExit):
            return False
        return True

    with_first = accepted(with_cookiecutter, tmp_path / "cookiecutter")
    with_second = accepted(with_copier, tmp_path / "copier" / "project")
    assert (with_first, with_second) == (not problem, not problem)
    if problem:
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("level", LEVELS)
def test_pytest_cookies_bakes_every_level(cookies, template, level):
    result = cookies.bake(template=str(template / f"templates/level{level}"))
    assert result.exit_code == 0, result.exception
    assert result.project_path.name == "bike-rides"


def test_a_file_is_executable_with_both_engines_or_with_none(template, tmp_path):
    first, second = both(template, tmp_path, 2, {})
    listing = subprocess.run(
        ["git", "-C", str(template), "ls-files", "--stage", "templates/level2"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    count = listing.count("100755 ")
    executable = [sum(bool(mode & 0o100) for mode, _ in tree(p).values()) for p in (first, second)]
    assert executable == [count, count]


def test_text_with_braces_reaches_json_and_the_context_unrendered(template, tmp_path):
    text = '{{ 7 * 7 }} "{% raw %}" \\'
    first, _ = both(template, tmp_path, 0, {"description": text})
    answers = (first / ".copier-answers.yml").read_text(encoding="utf-8")
    assert f"description: {json.dumps(text)}" in answers
