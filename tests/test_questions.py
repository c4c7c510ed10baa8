"""What the questions accept and refuse."""

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml

from tests.engines import with_copier

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
JINJA = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT))
RULES: Any = JINJA.get_template("rules/answers.jinja").module
NAMES: Any = JINJA.get_template("rules/names.jinja").module
ASKED = [
    name
    for name, question in QUESTIONS.items()
    if not name.startswith("_") and question.get("when") is not False
]

REFUSED = {
    "project_name": ["", " ", " x", "x ", "a\nb", "a\rb", "a\tb", "x" * 81, "\x7f", "\u2028x"],
    "description": ["", "two\nlines", "x" * 201, "\u202ebackwards", "\ufdd0", "\U0010ffff"],
    "author": ["", "\x00", "\x85", "\ud800", "x" * 81],
    "project_slug": [
        *["", "My Slug", "under_score", "-a", "a-", "a--b", "1a", "é", "a/b", "../x", "/x"],
        *["a\\b", "a\n", "x" * 41, "test", "tests", "src", "json", "class", "numpy"],
        *["scikit-learn", "con", "nul", "com1", "lpt9", "."],
    ],
    "package_name": [
        *["", "My", "a-b", "_a", "1a", "é", "a.b", "a\n", "x" * 41, "class", "import", "test"],
        *["json", "numpy", "sklearn", "src", "con", "nul"],
    ],
    "license": ["GPL", "mit", ""],
    "python_version": ["3.10", "3.14", "3", ""],
    "retraining_schedule": [
        *["", "daily", "@daily", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *"],
        *["* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 7", "5-1 * * * *", "*/0 * * * *"],
        *["*/60 * * * *", "5/2 * * * *", "1,, * * * *", "0  0 * * *", " 0 0 * * *", "0 0 1 * *\n"],
        *["-1 * * * *", "0 0 31 2 *", "0 0 30,31 feb *", "0 0 31 4-9/5 *", "* * * foo *"],
    ],
    "github_owner": ["", "a b", "-a", "a-", "a--b", "a/b", "x" * 40, "é"],
}
ACCEPTED = {
    "project_name": [
        "x",
        "x" * 80,
        "Été 冬 🚲",
        "👩🏽‍🔬 {{ x }} {% y %} {# z #}",
        "\"a\" 'b' \\n #1 $x",
    ],
    "project_slug": ["a", "bike-rides", "x" * 40, "c3po-2", "testing", "con-air"],
    "package_name": ["a", "bike_rides", "x" * 40, "c3po_2", "class_"],
    "license": ["MIT", "Apache-2.0", "BSD-3-Clause", "proprietary"],
    "python_version": ["3.11", "3.12", "3.13"],
    "retraining_schedule": [
        *["17 6 1 * *", "* * * * *", "*/15 0-23/2 1,15 * *", "0 6 * jan,FEB mon-fri"],
        *["00 06 01 * 0", "0 0 29 2 *", "0 0 31 12 *", "0 0 31 6,7 *"],
    ],
    "github_owner": ["a", "Your-Org", "x" * 39, "octo_cat"],
}


def cases(table: dict[str, list[str]]) -> list[Any]:
    return [
        pytest.param(
            question, answer, id=f"{question}-{answer!r:.30}".encode("ascii", "replace").decode()
        )
        for question, answers in table.items()
        for answer in answers
    ]


@pytest.mark.parametrize(("question", "answer"), cases(REFUSED))
def test_a_bad_answer_is_refused_with_one_line_naming_the_question(question, answer):
    line = RULES.first_problem({question: answer})
    assert line.startswith(f"{question} ")
    assert len(line.splitlines()) == 1 and line.isascii() and line == line.strip()


@pytest.mark.parametrize(("question", "answer"), cases(ACCEPTED))
def test_a_good_answer_is_accepted(question, answer):
    assert RULES.first_problem({question: answer}) == ""


def test_every_module_of_the_standard_library_is_refused_as_a_package_name():
    names = [name for name in sys.stdlib_module_names if re.fullmatch("[a-z][a-z0-9_]*", name)]
    accepted = [name for name in names if not RULES.problem("package_name", name)]
    assert not accepted, "add these to standard_library in rules/names.jinja"


@pytest.mark.parametrize("level", [0, 1, 2])
def test_every_library_of_a_generated_project_is_refused_as_its_name(template, tmp_path, level):
    project = with_copier(template, tmp_path / "project", level, {})
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [settings["project"].get("dependencies", [])]
    groups += settings["project"].get("optional-dependencies", {}).values()
    groups += settings.get("dependency-groups", {}).values()
    lines = [line for group in groups for line in group if isinstance(line, str)]
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace(".", "-") for line in lines}
    accepted = [name for name in sorted(names) if not RULES.problem("project_slug", name)]
    assert names and not accepted, "add these to libraries in rules/names.jinja"


@pytest.mark.parametrize("path", ["rules/answers.jinja", "rules/names.jinja"])
def test_the_rules_themselves_render_to_nothing(path):
    assert JINJA.get_template(path).render() == ""


@pytest.mark.parametrize("question", ["level", "license", "python_version"])
def test_the_rules_and_the_choices_agree(question):
    choices = QUESTIONS[question]["choices"]
    values = choices.values() if isinstance(choices, dict) else choices
    assert [RULES.problem(question, value) for value in values] == [""] * len(values)
    # The message lists the choices, so that a choice more in copier.yml is noticed here.
    assert all(str(value) in RULES.problem(question, "no such choice") for value in values)


def test_at_most_ten_questions_each_with_a_help_text_and_a_default():
    assert len(ASKED) <= 10 and ASKED[0] == "level"
    assert [name for name in ASKED if not QUESTIONS[name].get("help")] == []
    assert [name for name in ASKED if QUESTIONS[name].get("default") is None] == []


def test_help_texts_hold_no_brackets():
    """cookiecutter's prompt takes [x] as a style and doesn't show it."""
    assert [name for name in ASKED if "[" in QUESTIONS[name]["help"]] == []


def test_every_question_is_checked_by_the_rules():
    assert [name for name in ASKED if not RULES.problem(name, "\n")] == []
    free = [name for name in ASKED if "choices" not in QUESTIONS[name]]
    assert [name for name in free if f"'{name}'" not in QUESTIONS[name]["validator"]] == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bike Rides", "bike-rides"),
        ("2026: C3PO & more", "c3po-more"),
        ("test", "test-project"),
        ("日本", "project"),
        ("x" * 80, "x" * 40),
    ],
)
def test_the_default_slug_follows_the_name_and_is_always_valid(name, slug):
    assert NAMES.default_slug(name) == slug
    assert RULES.problem("project_slug", slug) == ""


@pytest.mark.parametrize("level", [0, 1, 2])
def test_cookiecutter_asks_what_copier_asks_at_this_level(template, level):
    path = template / f"templates/level{level}/cookiecutter.json"
    context = json.loads(path.read_text(encoding="utf-8"))
    visible = [name for name in context if not name.startswith("_")]
    later = {0: ["retraining_schedule", "github_owner"], 1: ["github_owner"], 2: []}[level]
    assert visible == [name for name in ASKED[1:] if name not in later]
    assert list(context["__prompts__"]) == visible


def test_both_engines_know_the_same_names(template):
    path = template / "templates/level2/cookiecutter.json"
    context = json.loads(path.read_text(encoding="utf-8"))
    names = set(context) - {"_copy_without_render", "_new_lines", "__prompts__"}
    given = set(re.findall(r'"(\w+)":', QUESTIONS["cookiecutter"]["default"]))
    assert given == names
