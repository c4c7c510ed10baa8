"""The requirements of a bundle."""

from importlib import metadata
from pathlib import Path

import pytest
from bike_rides.core import environment
from bike_rides.core.errors import ProjectError


def test_direct_and_indirect_requirements_are_pinned_to_what_is_installed() -> None:
    lines = environment.requirements().splitlines()
    assert lines[0].startswith("# Python 3.")
    # Behind some stands for which Python or system they are.
    pins = dict(line.split(" ;")[0].split("==") for line in lines[1:])
    # Needed by the project, and by pydantic alone.
    for name in ("pydantic", "annotated-types"):
        assert pins[name] == metadata.version(name)
    assert "matplotlib" not in pins


def test_without_a_lock_file_uv_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    with pytest.raises(ProjectError, match="uv export: "):
        environment.requirements()
