"""A message that can't be sent stops nothing."""

import logging
from pathlib import Path

import apprise
import pytest
from bike_rides import operations
from bike_rides.pipeline.notify import tell
from bike_rides.service import watch


def test_nothing_is_sent_without_an_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NOTIFY_URL", raising=False)
    monkeypatch.setattr(apprise, "Apprise", None)
    tell("run failed", "why")


def test_title_and_text_reach_the_address(monkeypatch: pytest.MonkeyPatch):
    sent = []
    monkeypatch.setenv("NOTIFY_URL", "json://localhost")
    monkeypatch.setattr(apprise.Apprise, "notify", lambda _, **said: sent.append(said) or True)
    tell("run failed", "why")
    assert sent == [{"title": "run failed", "body": "why"}]


@pytest.mark.parametrize("address", ["nowhere", "json://127.0.0.1:9"])
def test_failure_is_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str
):
    monkeypatch.setenv("NOTIFY_URL", address)
    with caplog.at_level(logging.WARNING):
        tell("run failed", "why")
    assert "no message sent (run failed)" in caplog.text


def test_triggers_that_were_seen_and_are_missed_twice_are_told_of_once(
    monkeypatch: pytest.MonkeyPatch,
):
    told, looks = [], iter([False, True, False, False, False, True])
    monkeypatch.setattr(watch.notify, "tell", lambda event, text: told.append(event))
    monkeypatch.setattr(watch, "running", lambda: next(looks))

    class Stop:
        waits = iter([False] * 6 + [True])

        def wait(self, _: float) -> bool:
            return next(self.waits)

    watch.watch(Stop())
    assert told == ["triggers not seen"]


def test_triggers_run_as_long_as_they_hold_their_lock(home: Path):
    assert not watch.running()
    with operations.lock("daemon"):
        assert watch.running()
    assert not watch.running()
