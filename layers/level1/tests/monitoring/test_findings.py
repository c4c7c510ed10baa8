"""What is found from predictions, labels and registry, and how it is told."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.batches import BATCH
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.monitoring import findings, predictions
from {{ cookiecutter.package_name }}.monitoring.findings import NO_DRIFT, Findings
from {{ cookiecutter.package_name }}.monitoring.report import render
from {{ cookiecutter.package_name }}.problem import metrics
from {{ cookiecutter.package_name }}.registry.versions import Version

NOW = datetime(2011, 10, 1, 12)


def version(number: int) -> Version:
    promised = {metrics.PRIMARY: 0.1 * number}
    return Version(number, "run", "batch 3", "batch 2", NOW, promised)


def found(beyond: list[bool], numbers: list[int], **changes: Any) -> Findings:
    """One labelled batch for each of the numbers, the version that served it."""
    names = [f"batch <{at}>" for at in range(len(numbers))]
    measured = pd.DataFrame(
        {
            "batch": names,
            "rows": 744,
            metrics.PRIMARY: 0.321,
            "another": 30.0,
            "model_versions": [[number] for number in numbers],
            "promised": float("nan"),
            "beyond": beyond,
        }
    )
    volumes = pd.DataFrame({"batch": names, "predictions": 800, "rows": 744, "labelled": 744})
    parts: dict[str, Any] = {
        "champion": version(3),
        "registry_problem": "",
        "bound": 0.2,
        "measured": measured,
        "drift": NO_DRIFT,
        "volumes": volumes,
    }
    return Findings(**parts | changes)


@pytest.mark.parametrize(
    ("beyond", "numbers", "verdict"),
    [
        ([False], [1], "within_bound"),
        ([True], [1], "beyond_bound"),
        ([True, False], [1, 1], "within_bound"),
        ([True, True, True], [1, 2, 2], "beyond_bound"),
        ([False, True, True], [1, 2, 3], "beyond_bound"),
        ([True, True, True], [1, 2, 3], "stalled"),
    ],
)
def test_the_verdict(beyond: list[bool], numbers: list[int], verdict: str) -> None:
    assert found(beyond, numbers).verdict == verdict


def test_a_page_for_each_verdict_says_what_to_do() -> None:
    assert "Nothing to do." in render(found([False], [1]), NOW)
    assert "uv run poe pipeline" in render(found([True], [1]), NOW)
    assert "Change the pipeline" in render(found([True] * 3, [1, 2, 3]), NOW)
    empty = found([], [])
    assert "poe serve" in render(empty, NOW)
    volumes = pd.DataFrame({"batch": ["x"], "predictions": 1, "rows": 1, "labelled": 0})
    assert "data/landing" in render(found([], [], volumes=volumes), NOW)


def test_the_page_loads_nothing_from_elsewhere_and_escapes_what_users_name() -> None:
    drift = [["<temp>", 7.0, 0.001, True, "batch <0>"]]
    told = found([True], [1], drift=pd.DataFrame(drift, columns=NO_DRIFT.columns))
    page = render(told, NOW)
    assert not re.search(r"(src|href)=[\"'](https?:)?//|@import|url\((?!#)", page)
    assert "<temp>" not in page
    assert "Drifted in the newest batch: &lt;temp&gt;." in page
    assert f"{metrics.PRIMARY.upper()} 0.321 on batch &lt;0&gt;, bound 0.2." in page
    assert "<svg" in page


def test_the_page_states_which_answers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Only answers given before" in render(found([True], [1]), NOW)
    monkeypatch.setattr(predictions, "MONITORED", False)
    assert "The error isn't measured." in render(found([], []), NOW)


def test_the_promise_is_that_of_the_versions_that_served() -> None:
    joined = pd.DataFrame({BATCH: "x", "version": [1, 2, 2, 9]})
    measured = pd.DataFrame({"batch": ["x", "y"]})
    told = findings.against_promise(measured, joined, {1: version(1), 2: version(2)})
    assert told["promised"].round(3).fillna(0).tolist() == [round((0.1 + 0.2 + 0.2) / 3, 3), 0]


def test_findings_are_plain_data() -> None:
    data = json.loads(json.dumps(found([True], [1]).as_data()))
    assert (data["verdict"], data["metric"]) == ("beyond_bound", metrics.PRIMARY)
    assert data["batches"][0]["promised"] is None
    assert data["champion"]["newest_batch"] == "batch 3"
    assert json.loads(json.dumps(found([], [], champion=None).as_data()))["batches"] == []


def test_a_project_that_was_never_asked_has_a_page_even_without_the_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise ProjectError("model registry at nowhere: <gone>")

    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(tmp_path / 'log.db').as_posix()}")
    monkeypatch.setattr(findings.batches, "landed", list)
    monkeypatch.setattr(findings.registry, "champion", gone)
    told = findings.look()
    assert told.verdict == "no_predictions"
    page = render(told, NOW)
    assert "Nothing has been predicted yet." in page
    assert "&lt;gone&gt;" in page
