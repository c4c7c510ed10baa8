"""The notebook runs from top to bottom on what has landed, and is committed without outputs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.paths import NOTEBOOK
from {{ cookiecutter.package_name }}.steps import explore, extract


@pytest.mark.slow
def test_it_runs_and_shows_its_pictures(home: Path, run: Callable[..., int]) -> None:
    run(extract.main)
    assert run(explore.main) == 0
    page = (home / "reports" / "explore.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64") >= 3


def test_it_is_committed_without_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
