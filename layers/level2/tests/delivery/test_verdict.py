"""The verdict on what monitoring finds: both branches of the loop, and silence."""

import json
from pathlib import Path
from typing import Any

import pytest

from {{ cookiecutter.package_name }}.delivery.verdict import EXIT_CODES, decide, write


def findings(verdict: str, trained_until: str | None = "2011-09") -> dict[str, Any]:
    months = [
        {"month": month, "wape": error, "promised": 0.18, "model_versions": [version]}
        for version, (month, error) in enumerate([("2011-09", 0.18), ("2011-10", 0.23)], 1)
    ]
    return {
        "verdict": verdict,
        "metric": "wape",
        "bound": 0.2,
        "months": months,
        "champion": {"data_until": trained_until} if trained_until else None,
    }


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (findings("within_bound"), "quiet"),
        (findings("beyond_bound"), "retrain"),
        (findings("beyond_bound", None), "retrain"),
        (findings("beyond_bound", "2011-10"), "quiet"),
        (findings("stalled", "2011-10"), "experiment"),
        ({"verdict": "no_labels", "months": []}, "quiet"),
    ],
)
def test_the_verdict(found: dict[str, Any], expected: str) -> None:
    assert decide(found).verdict == expected


def test_the_verdict_is_data(tmp_path: Path) -> None:
    found = findings("beyond_bound")
    write(decide(found), found, tmp_path)
    content = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert content["verdict"] == "retrain"
    assert not (tmp_path / "issue.md").exists()
    assert sorted(EXIT_CODES.values()) == [0, 3, 4]


def test_the_issue_says_what_was_found_and_where_to_start(tmp_path: Path) -> None:
    found = findings("stalled")
    write(decide(found), found, tmp_path)
    title, *text = (tmp_path / "issue.md").read_text(encoding="utf-8").splitlines()
    assert title == "Retraining no longer helps: wape 0.230 on 2011-10"
    assert "| 2011-10 | 0.230 | 0.180 | 2 |" in text
    assert "uv run poe extract --until 2011-10" in text
