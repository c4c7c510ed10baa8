"""A message that can't be sent stops nothing."""

import logging

import apprise
import pytest
from bike_rides.pipeline.notify import tell


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
