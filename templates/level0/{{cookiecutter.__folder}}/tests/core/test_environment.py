"""The requirements of a bundle."""

from importlib import metadata

from {{ cookiecutter.package_name }}.core import environment


def test_direct_and_indirect_requirements_are_pinned_to_what_is_installed() -> None:
    lines = environment.requirements().splitlines()
    assert lines[0].startswith("# Python 3.")
    pins = dict(line.split("==") for line in lines[1:])
    assert pins["pandas"] == metadata.version("pandas")
    # Needed by scikit-learn, not by the project itself.
    assert pins["threadpoolctl"] == metadata.version("threadpoolctl")


def test_what_only_training_needs_is_left_out() -> None:
    assert "matplotlib==" not in environment.requirements()
