"""How a refusal looks: one line that says what and where, and nothing written."""

import os
import sys
from pathlib import Path

import pytest

from tests.engines import answers, literal, run, with_cookiecutter, with_copier


@pytest.mark.parametrize("slug", ["../escaped", "a/b", "/mlops-ladder-escaped", "", ".", "a\\b"])
def test_cookiecutter_refuses_a_bad_slug_and_leaves_nothing(template, tmp_path, slug):
    output = tmp_path / "inner"
    output.mkdir()
    command = ["cookiecutter", str(template), "--directory", "templates/level0", "--no-input"]
    result = run(*command, f"project_slug={literal(slug)}", cwd=output)
    assert result.returncode == 1
    assert result.stderr.startswith("project_slug ") and result.stderr.count("\n") == 1
    assert list(tmp_path.rglob("*")) == [output]
    assert not Path("/mlops-ladder-escaped").exists()


def test_without_hooks_a_bad_slug_still_writes_nowhere_else(template, tmp_path):
    project = with_cookiecutter(
        template, tmp_path / "inner", 0, {"project_slug": "../escaped"}, hooks=False
    )
    assert project.parent == tmp_path / "inner"
    assert [path.name for path in tmp_path.iterdir()] == ["inner"]


@pytest.mark.parametrize("answer", ["project_slug=a/b", "project_name=two\nlines", "level=7"])
def test_copier_refuses_bad_data_in_one_line_and_leaves_nothing(template, tmp_path, answer):
    command = ["copier", "copy", "--defaults", "--data", answer, str(template), "project"]
    result = run(*command, cwd=tmp_path)
    assert result.returncode == 1
    assert answer.split("=")[0] in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_copier_refuses_a_bad_schedule_at_the_level_that_asks_for_it(template, tmp_path):
    with pytest.raises(Exception, match="retraining_schedule"):
        with_copier(template, tmp_path / "project", 1, {"retraining_schedule": "daily"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("engine", ["cookiecutter", "copier"])
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the encoding is always UTF-8")
def test_a_name_that_the_encoding_cannot_carry_is_refused_for_that_reason(
    template, tmp_path, engine
):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = os.environ | plain
    if engine == "cookiecutter":
        command = ["cookiecutter", "--no-input", "--directory", "templates/level0", str(template)]
    else:
        command = ["copier", "copy", "--defaults", str(template), "project", "--data"]
    result = run(*command, "project_name=日本", cwd=tmp_path, env=environment)
    assert result.returncode == 1
    assert "encoding of the terminal" in result.stderr and "PYTHONUTF8=1" in result.stderr
    assert "control characters" not in result.stderr and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--no-input"], []], ids=["--no-input", "menu"])
def test_cookiecutters_menu_refuses_a_level_that_it_would_drop(template, tmp_path, options):
    result = run("cookiecutter", *options, str(template), "level=1", cwd=tmp_path, typed="\n" * 9)
    assert result.returncode == 1
    assert "--directory templates/levelN" in result.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_cookiecutters_menu_takes_the_level_that_is_its_default(template, tmp_path):
    result = run("cookiecutter", "--no-input", str(template), "level=0", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert answers(tmp_path / "bike-rides")["level"] == 0
