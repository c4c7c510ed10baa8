"""The pictures to project: as their script draws them, and each in a lesson."""

import re
from pathlib import Path

import pytest

from workshop.drawing.__main__ import ALL, PICTURES

LESSONS = Path(__file__).resolve().parents[2] / "workshop" / "lessons"
SHOWN = re.compile(r"!\[[^\]]+\]\(\.\./pictures/([a-z0-9]+)\.svg\)")


@pytest.mark.parametrize("name", ALL)
def test_it_is_as_its_script_draws_it(name: str) -> None:
    assert (PICTURES / f"{name}.svg").read_text(encoding="utf-8") == ALL[name]().text


def test_each_is_shown_in_a_lesson_and_no_other_is() -> None:
    texts = [path.read_text(encoding="utf-8") for path in LESSONS.glob("*.md")]
    shown = {name for text in texts for name in SHOWN.findall(text)}
    assert shown == set(ALL) == {path.stem for path in PICTURES.iterdir()}
