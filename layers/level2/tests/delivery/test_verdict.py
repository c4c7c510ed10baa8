"""The verdict on what monitoring finds: retrain, experiment, silence, and no need of anything."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery import verdict
from {{ cookiecutter.package_name }}.delivery.reach import OutOfReachError
from {{ cookiecutter.package_name }}.delivery.targets import LocalTarget, SshTarget
from {{ cookiecutter.package_name }}.delivery.verdict import decide, look, write

HERE = LocalTarget(kind="local", folder="x")
THERE = SshTarget(kind="ssh", host="bikes", folder="x")


def findings(found: str, newest_batch: str = "b1", silent_days: float = 0.5) -> dict[str, Any]:
    batches = [
        {"batch": batch, "error": error, "promised": 0.18, "model_versions": [version]}
        for version, (batch, error) in enumerate([("b1", 0.18), ("b2", 0.23)], 1)
    ]
    return {
        "verdict": found,
        "metric": "error",
        "bound": 0.2,
        "batches": batches,
        "champion": {"newest_batch": newest_batch} if newest_batch else None,
        "silent_days": silent_days,
    }


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (findings("within_bound"), "quiet"),
        (findings("beyond_bound"), "retrain"),
        (findings("beyond_bound", ""), "retrain"),
        (findings("beyond_bound", "b2"), "quiet"),
        (findings("stalled", "b2"), "experiment"),
        (findings("within_bound", silent_days=7.5), "silent"),
        (findings("within_bound") | {"registry_problem": "model registry at x: gone"}, "down"),
        ({"verdict": "no_labels", "batches": [], "silent_days": None}, "quiet"),
    ],
)
def test_the_verdict(found: dict[str, Any], expected: str) -> None:
    assert decide(found, HERE).verdict == expected


@pytest.mark.parametrize("unit_state", ["active", "failed"])
def test_a_service_that_is_down(monkeypatch: pytest.MonkeyPatch, unit_state: str) -> None:
    def run(order: dict[str, Any], *, keep: bool) -> str:
        if order["do"] == "status":
            return json.dumps({"units": {"service": unit_state}})
        raise ProjectError("no answer")

    found = _look_at(run, monkeypatch)
    assert found.verdict == "down"


def test_a_state_that_cannot_be_read_calls_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_: dict[str, Any], *, keep: bool) -> str:
        raise ProjectError("bikes: failed, see above")

    assert _look_at(run, monkeypatch).verdict == "down"


def test_a_service_that_nobody_ever_asked_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(order: dict[str, Any], *, keep: bool) -> str:
        if order["do"] == "status":
            history = [{"since": "2026-01-08T00:00:00+00:00"}]
            return json.dumps({"units": {}, "history": history})
        unlabelled = {"verdict": "no_labels", "batches": [], "silent_days": None}
        return json.dumps(unlabelled if "findings" in order["module"] else None)

    assert _look_at(run, monkeypatch).verdict == "silent"


def test_a_machine_that_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_: dict[str, Any], *, keep: bool) -> str:
        raise OutOfReachError("bikes: out of reach, see above")

    assert _look_at(run, monkeypatch).verdict == "unreachable"


def _look_at(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> verdict.Verdict:
    @contextmanager
    def reached(_: str) -> Generator[object]:
        yield SimpleNamespace(settings=THERE, run=run)

    monkeypatch.setattr(verdict, "reach", reached)
    monkeypatch.setattr(verdict, "find", lambda _: THERE)
    return look("production")


def test_the_verdict_is_data(tmp_path: Path) -> None:
    write(decide(findings("beyond_bound"), HERE), "production", tmp_path)
    content = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert content["verdict"] == "retrain"
    assert not (tmp_path / "issue.md").exists()


@pytest.mark.parametrize("called", ["experiment", "silent", "down", "unreachable"])
def test_who_calls_for_a_person_says_what_to_do(tmp_path: Path, called: str) -> None:
    write(verdict.Verdict(called, "reason"), "production", tmp_path)
    title, empty, *text = (tmp_path / "issue.md").read_text(encoding="utf-8").splitlines()
    assert title.endswith("(production): reason")
    assert not empty and text and "@" not in "".join(text)


def test_the_issue_says_what_was_found_and_where_to_start(tmp_path: Path) -> None:
    write(decide(findings("stalled"), HERE), "production", tmp_path)
    title, *text = (tmp_path / "issue.md").read_text(encoding="utf-8").splitlines()
    assert title.startswith("Retraining no longer helps (production): live error 0.230 on b2")
    assert "| b2 | 0.230 | 0.180 | 2 |" in text
    assert "uv run poe extract --until b2" in text
