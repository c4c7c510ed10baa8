"""A bad batch is put aside, whole, with a report, and comes back when it is whole."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.operations import QUARANTINE, Validation
from {{ cookiecutter.package_name }}.pipeline import validation
from {{ cookiecutter.package_name }}.problem.schema import TIME

Land = Callable[..., Path]


def hashes(*names: str) -> dict[str, str]:
    return {name: validation.sha256(LANDING / f"{name}.csv") for name in names}


def test_what_is_wrong_is_named_and_the_file_kept(
    batches: list[str], land: Land, limits: Validation
):
    older, newer = batches
    land(older)
    landed = land(newer, lambda rows: rows.assign(surprise=1)).read_bytes()
    checked = validation.validate(hashes(older, newer), limits)
    assert list(checked.batches) == [older]
    assert "column surprise: not in the contract" in checked.quarantined[newer]
    assert not checked.newest_is_good
    assert not (LANDING / f"{newer}.csv").exists()
    aside = QUARANTINE / newer
    assert (aside / f"{newer}.csv").read_bytes() == landed
    assert "column surprise" in (aside / validation.REPORT).read_text(encoding="utf-8")


def test_a_bad_older_batch_leaves_the_newest_good(
    batches: list[str], land: Land, limits: Validation
):
    older, newer = batches
    land(older, lambda rows: rows.head(0))
    land(newer)
    checked = validation.validate(hashes(older, newer), limits)
    assert checked.newest_is_good
    assert list(checked.quarantined) == [older]


def test_only_as_many_as_the_window_needs_are_read(
    batches: list[str], land: Land, limits: Validation
):
    older, newer = batches
    land(newer)
    land(older, lambda rows: rows.head(0))
    assert list(validation.validate(hashes(older, newer), limits, window=1).batches) == [newer]
    assert (LANDING / f"{older}.csv").exists()


def test_too_much_of_a_batch_missing_is_a_reason(
    batches: list[str], land: Land, limits: Validation, monkeypatch: pytest.MonkeyPatch
):
    land(batches[0])
    monkeypatch.setattr(validation, "missing_share", lambda rows, name: 0.256)
    with pytest.raises(ProjectError, match=r"25.6% of the batch is missing, after row \d+"):
        validation.examine(batches[0], limits)


@pytest.mark.skipif(TIME is None, reason="without time nothing is in the future")
def test_a_batch_from_the_future_is_refused(
    batches: list[str], land: Land, limits: Validation, monkeypatch: pytest.MonkeyPatch
):
    land(batches[0])
    monkeypatch.setattr(operations, "now", lambda: datetime(1900, 1, 1))
    with pytest.raises(ProjectError, match=f"{batches[0]} is in the future, today is 1900-01-01"):
        validation.examine(batches[0], limits)
    # A problem whose data is ahead of the clock says so.
    monkeypatch.setattr(validation.schema, "MAY_BE_AHEAD", True, raising=False)
    assert len(validation.examine(batches[0], limits))
