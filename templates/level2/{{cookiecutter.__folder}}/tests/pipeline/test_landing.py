"""Good files count at once, bad ones when they no longer change; the rest stops nothing."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from {{ cookiecutter.package_name }} import operations
from {{ cookiecutter.package_name }}.core import params
from {{ cookiecutter.package_name }}.core.paths import LANDING
from {{ cookiecutter.package_name }}.operations import Validation
from {{ cookiecutter.package_name }}.pipeline import landing
from {{ cookiecutter.package_name }}.pipeline.landing import look

Land = Callable[..., Path]


def test_a_good_file_counts_at_once_and_a_bad_one_when_it_no_longer_changes(
    batches: list[str], land: Land, limits: Validation
):
    older, newer = batches
    land(older)
    growing = land(newer, lambda rows: rows.head(0))
    seen = look(limits)
    assert list(seen.complete) == [older]
    assert seen.waiting[0].startswith(f"{newer} may still be being written: ")

    settled = time.time() - landing.SETTLE_SECONDS - 1
    os.utime(growing, (settled, settled))
    assert list(look(limits).complete) == [older, newer]


def test_what_is_no_file_is_passed_over(batches: list[str], land: Land, limits: Validation):
    older, newer = batches
    land(older)
    (LANDING / f"{newer}.csv").mkdir()
    seen = look(limits)
    assert list(seen.complete) == [older]
    assert seen.notes == [f"{newer} is passed over: not a regular file"]


def test_the_fingerprint_follows_data_and_parameters(batches: list[str], limits: Validation):
    chosen, settings = params.load(), operations.load()
    landed = dict.fromkeys(batches, "hash")
    first = landing.fingerprint(landed, chosen, settings)
    assert landing.fingerprint(dict(landed), chosen, settings) == first
    assert landing.fingerprint(landed | {batches[0]: "other"}, chosen, settings) != first
    gate = settings.gate.model_copy(update={"margin": 0.5})
    other = settings.model_copy(update={"gate": gate})
    assert landing.fingerprint(landed, chosen, other) != first
    monitoring = settings.monitoring.model_copy(update={"min_rows": 1})
    same = settings.model_copy(update={"monitoring": monitoring})
    assert landing.fingerprint(landed, chosen, same) == first


def test_a_batch_outside_the_window_changes_nothing(batches: list[str]):
    settings, chosen = operations.load(), params.load()
    window = chosen.data.model_copy(update={"window": 1})
    chosen = chosen.model_copy(update={"data": window})
    landed = dict.fromkeys(batches, "hash")
    newest = {batches[1]: "hash"}
    assert landing.fingerprint(landed, chosen, settings) == landing.fingerprint(
        newest, chosen, settings
    )
