"""Variants: what is overridden, and how a mistake is named."""

from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.params import Params, load
from {{ cookiecutter.package_name }}.core.paths import ROOT
from {{ cookiecutter.package_name }}.experiment.variants import (
    Variant,
    distinct,
    from_file,
    override,
    typed,
)


@pytest.fixture
def base() -> Params:
    return load()


def test_a_variant_changes_what_it_names_and_nothing_else(base: Params) -> None:
    changed = override(base, {"data.window_months": 7}, "seven months")
    assert changed.data == base.data.model_copy(update={"window_months": 7})
    assert changed.model == base.model


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("data.window_month", 6, "unknown key (did you mean data.window_months?)"),
        ("window", 6, "unknown key"),
        ("data.window_months", -1, "data.window_months = -1"),
        ("data.window_months", "many", "data.window_months = 'many'"),
        ("data.until", "2011-12", "moves it month by month"),
    ],
)
def test_a_mistake_is_named(base: Params, key: str, value: object, reason: str) -> None:
    with pytest.raises(ProjectError) as refused:
        override(base, {key: value}, "x")
    assert reason in str(refused.value)
    assert 'variant "x"' in str(refused.value)


@pytest.mark.parametrize("path", sorted((ROOT / "experiments").glob("*.toml")))
def test_the_project_s_own_experiments_are_valid(path: Path, base: Params) -> None:
    assert from_file(path, base)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no variant"),
        ("[variant.a]\n", "only [variants.NAME]"),
        ("[variants.a]\nwindow_months = 6\n", "window_months: unknown key"),
        ("[variants]\na = 6\n", "6: unknown key"),
        ("[variants.a", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_experiment_is_refused(
    tmp_path: Path, base: Params, content: str, reason: str
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProjectError) as refused:
        from_file(path, base)
    assert reason in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, base: Params) -> None:
    with pytest.raises(ProjectError, match=r"nowhere\.toml: no such file"):
        from_file(tmp_path / "nowhere.toml", base)


def test_a_variant_can_be_typed(base: Params) -> None:
    variant = typed(["six", "data.window_months=6", "data.holdout_months=2"], base)
    assert variant.name == "six"
    assert (variant.params.data.window_months, variant.params.data.holdout_months) == (6, 2)


@pytest.mark.parametrize(
    ("words", "reason"), [(["six"], "at least one KEY=VALUE"), (["six", "6"], "6: not KEY=VALUE")]
)
def test_a_mistyped_variant_is_refused(words: list[str], reason: str, base: Params) -> None:
    with pytest.raises(ProjectError, match=reason):
        typed(words, base)


def test_two_variants_of_one_name_are_refused(base: Params) -> None:
    with pytest.raises(ProjectError, match='two variants are called "a"'):
        distinct([Variant("a", base), Variant("a", base)])
