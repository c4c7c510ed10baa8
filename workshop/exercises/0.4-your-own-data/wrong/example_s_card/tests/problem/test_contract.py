"""Every month of the source keeps the contract."""

from {{ cookiecutter.package_name }}.core.tables import check
from {{ cookiecutter.package_name }}.problem import source
from {{ cookiecutter.package_name }}.problem.schema import OBSERVATIONS


def test_every_month_of_the_source_keeps_the_contract() -> None:
    for month in source.months():
        assert len(check(source.read_month(month), OBSERVATIONS, month)) == 40 * 28
