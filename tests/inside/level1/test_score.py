"""A table is scored by the champion: checked like a request, logged like one, written whole."""

import os
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from bike_rides.core import contract
from bike_rides.core.errors import ProjectError
from bike_rides.monitoring import predictions
from bike_rides.pipeline import score
from bike_rides.problem import features
from bike_rides.problem.model import fit_baseline
from bike_rides.problem.schema import TARGET, Inputs
from bike_rides.registry import versions


@pytest.fixture
def inputs(home: Path, rows: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Rows to score; champion is version 3, the baseline."""
    model = fit_baseline(features.build(rows), rows[TARGET])
    monkeypatch.setattr(versions, "champion", lambda: SimpleNamespace(number=3))
    monkeypatch.setattr(versions, "load", lambda version: SimpleNamespace(model=model))
    monkeypatch.setenv("PREDICTIONS_URL", f"sqlite:///{(home / 'predictions.db').as_posix()}")
    return rows.head(20)[contract.columns(Inputs)]


def put(rows: pd.DataFrame, changed: int) -> None:
    contract.write_csv(score.IN / "rows.csv", rows)
    os.utime(score.IN / "rows.csv", (changed, changed))


def test_each_row_has_its_prediction_and_is_logged(inputs: pd.DataFrame, tmp_path: Path):
    score.score(inputs, tmp_path / "scored.csv")
    scored = contract.read_csv(tmp_path / "scored.csv")
    assert scored.columns[: inputs.shape[1]].tolist() == list(inputs)
    assert scored["prediction"].notna().all()
    logged = predictions.answers()
    assert logged["key"].tolist() == predictions.keys(inputs)
    assert set(logged["version"]) == {3}


def test_a_file_is_scored_once_and_again_when_it_has_changed(inputs: pd.DataFrame):
    put(inputs.head(10), changed=100)
    assert score.score_waiting() == {"rows.csv": "10 rows scored"}
    assert score.score_waiting() == {}
    put(inputs, changed=101)
    assert score.score_waiting() == {"rows.csv": "20 rows scored"}
    assert len(contract.read_csv(score.OUT / "rows.csv")) == 20


def test_why_a_file_is_refused_is_told_until_it_is_mended(inputs: pd.DataFrame):
    put(inputs.assign(surprise=1), changed=100)
    assert score.score_waiting()["rows.csv"].startswith("refused: ")
    report = score.OUT / "rows.refused.txt"
    assert "column surprise" in report.read_text(encoding="utf-8")
    assert not (score.OUT / "rows.csv").exists()
    assert score.score_waiting() == {}
    put(inputs, changed=101)
    score.score_waiting()
    assert not report.exists()


def test_without_a_champion_nothing_is_written(
    inputs: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(versions, "champion", lambda: None)
    with pytest.raises(score.ProjectError, match="no champion yet"):
        score.score(inputs, tmp_path / "scored.csv")
    assert not (tmp_path / "scored.csv").exists()


def test_a_file_that_the_model_cannot_score_stops_no_other(
    inputs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
):
    def build(rows: pd.DataFrame) -> pd.DataFrame:
        if len(rows) == 1:
            raise ValueError("too few rows")
        return build_features(rows)

    build_features = features.build
    put(inputs, changed=100)
    contract.write_csv(score.IN / "a.csv", inputs.head(1))
    monkeypatch.setattr(features, "build", build)
    with pytest.raises(ProjectError, match=r"a\.csv: too few rows"):
        score.score_waiting()
    assert (score.OUT / "rows.csv").exists()


def test_a_batch_may_have_dots_in_its_name(
    inputs: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(score.batches, "parse", str)
    monkeypatch.setattr(score.source, "read_batch", lambda name: inputs)
    score.main("plant.2", output=str(tmp_path / "scored.csv"))
    assert len(contract.read_csv(tmp_path / "scored.csv")) == 20
