"""A table is scored by the champion: checked like a request, logged like one, written whole."""

import os
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import contract
from {{ cookiecutter.package_name }}.monitoring import predictions
from {{ cookiecutter.package_name }}.pipeline import score
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.model import fit_baseline
from {{ cookiecutter.package_name }}.problem.schema import TARGET, Inputs
from {{ cookiecutter.package_name }}.registry import versions


@pytest.fixture
def inputs(home: Path, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Rows to score; champion is version 3, the baseline."""
    model = fit_baseline(features.build(rows), rows[TARGET])
    monkeypatch.setattr(versions, "champion", lambda: SimpleNamespace(number=3))
    monkeypatch.setattr(versions, "load", lambda version: SimpleNamespace(model=model))
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(home / 'predictions.db').as_posix()}")
    return rows.head(20)[contract.columns(Inputs)]


def put(rows: pd.DataFrame, seconds_ago: int) -> Path:
    path = score.IN / "rows.csv"
    contract.write_csv(path, rows)
    changed = time.time() - seconds_ago
    os.utime(path, (changed, changed))
    return path


def test_each_row_has_its_prediction_and_is_logged(inputs: pd.DataFrame, tmp_path: Path):
    score.score(inputs, tmp_path / "scored.csv")
    scored = contract.read_csv(tmp_path / "scored.csv")
    assert scored.columns[: inputs.shape[1]].tolist() == list(inputs)
    assert scored["prediction"].notna().all()
    logged = predictions.read()
    assert logged["key"].tolist() == predictions.keys(inputs)
    assert set(logged["version"]) == {3}


def test_a_file_is_scored_once_when_it_no_longer_changes(inputs: pd.DataFrame):
    put(inputs, seconds_ago=5)
    assert score.score_waiting() == {}
    put(inputs, seconds_ago=60)
    assert score.score_waiting() == {"rows.csv": "20 rows scored"}
    assert len(contract.read_csv(score.OUT / "rows.csv")) == 20
    assert (score.DONE / "rows.csv").exists()
    assert score.score_waiting() == {}


def test_a_file_that_breaks_the_contract_is_put_aside_with_a_report(inputs: pd.DataFrame):
    put(inputs.assign(surprise=1), seconds_ago=60)
    assert score.score_waiting()["rows.csv"].startswith("refused: ")
    assert (score.REFUSED / "rows.csv").exists()
    assert "column surprise" in (score.REFUSED / "rows.txt").read_text(encoding="utf-8")
    assert not (score.OUT / "rows.csv").exists()


def test_without_a_champion_nothing_is_written(
    inputs: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(versions, "champion", lambda: None)
    with pytest.raises(score.ProjectError, match="no champion yet"):
        score.score(inputs, tmp_path / "scored.csv")
    assert not (tmp_path / "scored.csv").exists()
