"""What the source can't give."""

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.steps.extract import extract


@pytest.mark.parametrize("month", ["1900-01", "2999-01"])
def test_a_month_that_the_source_does_not_reach_is_refused(month: str) -> None:
    with pytest.raises(ProjectError, match=r"the source (begins|ends) with"):
        extract(month)


def test_an_empty_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "months", list)
    with pytest.raises(ProjectError, match="holds no month"):
        extract("2011-01")
