"""Whole files count, once; the same data is never trained on twice."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.pipeline.landing import (
    fingerprint,
    glance,
    look,
    watch,
)

pytestmark = pytest.mark.example


def test_a_file_that_still_grows_is_not_complete(home: Path, land: Callable[..., Path]):
    whole = land("2011-01")
    growing = LANDING / "2011-02.csv"
    stop = threading.Event()

    def write() -> None:
        with growing.open("w", encoding="utf-8") as file:
            while not stop.is_set():
                file.write("a line of a file to come\n")
                file.flush()
                time.sleep(0.02)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.1)
        seen = look(0.2)
    finally:
        stop.set()
        writer.join()
    assert list(seen.complete) == [whole.stem]
    assert seen.writing == ("2011-02",)
    assert list(look(0.2).complete) == ["2011-01", "2011-02"]


def test_other_names_are_none_of_our_business(home: Path, land: Callable[..., Path]):
    land("2011-01").rename(LANDING / "2011-01.csv.part")
    (LANDING / "notes.txt").write_text("x", encoding="utf-8")
    assert look(0).complete == {}


def test_waiting_for_a_known_file_is_spared(home: Path, land: Callable[..., Path]):
    land("2011-01")
    look(0.3)
    began = time.perf_counter()
    look(0.3)
    assert time.perf_counter() - began < 0.2


def test_a_watch_ends_when_a_file_lands(home: Path, land: Callable[..., Path]):
    land("2011-01")
    look(0)
    landing = threading.Timer(0.2, land, ["2011-02"])
    landing.start()
    watch(600)
    landing.join()
    assert list(look(0).complete) == ["2011-01", "2011-02"]


def test_the_fingerprint_follows_data_parameters_and_nothing_else(
    home: Path, land: Callable[..., Path]
):
    chosen, settings = params.load(), operations.load()
    path = land("2011-01")
    first = fingerprint(glance().complete, chosen, settings)

    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert fingerprint(glance().complete, chosen, settings) == first

    path.write_bytes(content.replace(b",16\n", b",17\n", 1))
    assert fingerprint(glance().complete, chosen, settings) != first

    path.write_bytes(content)
    model = chosen.model.model_copy(update={"max_iter": 151})
    other = chosen.model_copy(update={"model": model})
    assert fingerprint(glance().complete, other, settings) != first


def test_a_month_outside_the_window_changes_nothing(home: Path, land: Callable[..., Path]):
    land("2011-02")
    settings, chosen = operations.load(), params.load()
    window = chosen.data.model_copy(update={"window_months": 2})
    chosen = chosen.model_copy(update={"data": window})
    before = fingerprint(glance().complete, chosen, settings)
    (LANDING / "2010-12.csv").write_text("older than the window\n", encoding="utf-8")
    assert fingerprint(glance().complete, chosen, settings) == before
