"""What may lie in the landing folder and in quarantine beside whole files, and what comes of it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bike_rides import operations
from bike_rides.core.errors import ProjectError
from bike_rides.core.paths import LANDING
from bike_rides.operations import QUARANTINE, Validation
from bike_rides.pipeline import landing, validation
from bike_rides.pipeline.landing import look

Land = Callable[..., Path]


@pytest.fixture
def batches(home: Path) -> list[str]:
    """Two months in a row; nothing has landed."""
    return ["2011-01", "2011-02"]


@pytest.fixture
def limits() -> Validation:
    return operations.load().validation


def test_a_time_ahead_of_this_machines_is_no_reason_to_wait(
    batches: list[str], land: Land, limits: Validation
):
    path = land(batches[0], lambda rows: rows.head(0))
    ahead = time.time() + 3600
    os.utime(path, (ahead, ahead))
    assert list(look(limits).complete) == batches[:1]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_to_nothing_is_passed_over(batches: list[str], land: Land, limits: Validation):
    older, newer = batches
    land(older)
    (LANDING / f"{newer}.csv").symlink_to(LANDING / "gone")
    seen = look(limits)
    assert list(seen.complete) == [older]
    assert seen.notes == [f"{newer} is passed over: No such file or directory"]


def test_the_end_of_the_calendar_is_no_batch(batches: list[str], land: Land, limits: Validation):
    land(batches[0])
    (LANDING / "9999-12.csv").write_bytes((LANDING / f"{batches[0]}.csv").read_bytes())
    assert list(look(limits).complete) == batches[:1]


def test_a_report_that_is_another_user_s_stops_nobody(
    batches: list[str], land: Land, limits: Validation, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("not yours")

    path = land(batches[0])
    validation.quarantine(batches[0], validation.sha256(path), ProjectError("bad"))
    land(batches[1], lambda rows: rows)
    monkeypatch.setattr(validation.os, "utime", refuse)
    assert list(look(limits).complete) == batches[1:]


def test_other_files_are_none_of_our_business(batches: list[str], land: Land, limits: Validation):
    land(batches[0]).rename(LANDING / f"{batches[0]}.csv.part")
    (LANDING / "notes.txt").write_text("x", encoding="utf-8")
    assert look(limits) == landing.Landed({})


def test_a_watch_ends_with_a_change(batches: list[str], land: Land):
    before = landing.watch("", 600)
    assert landing.watch(before, 0) == before
    land(batches[0])
    assert landing.watch(before, 600) != before


def test_a_file_that_was_replaced_meanwhile_stays(
    batches: list[str], land: Land, limits: Validation
):
    path = land(batches[0], lambda rows: rows.head(0))
    validation.quarantine(batches[0], "the hash of what was there", ProjectError("bad"))
    assert path.exists()


def test_what_is_finished_in_quarantine_comes_back(
    batches: list[str], land: Land, limits: Validation
):
    whole = land(batches[0]).read_bytes()
    path = land(batches[0], lambda rows: rows.assign(surprise=1))
    validation.quarantine(batches[0], validation.sha256(path), ProjectError("bad"))
    aside = QUARANTINE / batches[0] / path.name
    assert validation.bring_back(limits) == []

    later = time.time() + 1
    aside.write_bytes(b"still no table")
    os.utime(aside, (later, later))
    assert validation.bring_back(limits) == []

    aside.write_bytes(whole)
    os.utime(aside, (later + 100, later + 100))
    assert list(look(limits).complete) == [batches[0]]
    assert path.read_bytes() == whole


def test_a_repaired_copy_with_an_old_time_comes_back(
    batches: list[str], land: Land, limits: Validation
):
    whole = land(batches[0]).read_bytes()
    path = land(batches[0], lambda rows: rows.assign(surprise=1))
    validation.quarantine(batches[0], validation.sha256(path), ProjectError("bad"))
    validation.bring_back(limits)
    path.with_name("repaired").write_bytes(whole)
    os.utime(path.with_name("repaired"), (0, 0))
    path.with_name("repaired").replace(QUARANTINE / batches[0] / path.name)
    assert validation.bring_back(limits) == [batches[0]]


def test_what_is_replaced_and_repaired_too_is_read_once(
    batches: list[str], land: Land, limits: Validation, monkeypatch: pytest.MonkeyPatch
):
    path = land(batches[0])
    validation.quarantine(batches[0], validation.sha256(path), ProjectError("bad"))
    land(batches[0])
    read = []
    monkeypatch.setattr(validation, "examine", lambda name, *_: read.append(name))
    for _ in range(3):
        validation.bring_back(limits)
    assert read == batches[:1]


def test_a_message_goes_to_people(batches: list[str], land: Land, monkeypatch: pytest.MonkeyPatch):
    told = []
    monkeypatch.setattr(validation.notify, "tell", lambda event, text: told.append((event, text)))
    path = land(batches[0])
    validation.quarantine(batches[0], validation.sha256(path), ProjectError("cut short"))
    ((event, text),) = told
    assert event == "batch quarantined"
    assert "cut short" in text
