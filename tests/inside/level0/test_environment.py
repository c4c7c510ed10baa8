"""The requirements of a bundle."""

from importlib import metadata

from bike_rides.core import environment


def test_direct_and_indirect_requirements_are_pinned_to_what_is_installed() -> None:
    lines = environment.requirements().splitlines()
    assert lines[0].startswith("# Python 3.")
    pins = dict(line.split("==") for line in lines[1:])
    # Needed by the project, and by pydantic alone.
    for name in ("pydantic", "annotated-types"):
        assert pins[name] == metadata.version(name)
    assert "matplotlib" not in pins
