"""What a step refuses: bundles of other code, models and data that changed since the training."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from bike_rides.core import models
from bike_rides.core.errors import ProjectError
from bike_rides.problem import source
from bike_rides.problem.schema import TARGET
from bike_rides.steps.predict import score_file

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


def test_rows_with_the_target_are_scored_alike(
    made: Path, file: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    rows.head(30).to_csv(tmp_path / "known.csv", index=False)
    known = score_file(tmp_path / "known.csv", made)
    assert known["prediction"].equals(score_file(file, made)["prediction"])
    assert TARGET in known


def test_a_bundle_is_not_scored_with_other_code(
    made: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "decisive_code", lambda: {"bike_rides/problem/model.py": "0" * 64})
    with pytest.raises(ProjectError, match="carries other code"):
        score_file(file, made)


def test_predictions_never_go_into_the_bundle(
    made: Path, file: Path, run: Run, capsys: Said
) -> None:
    output = made / "predictions.csv"
    assert run("steps.predict", "--input", file, "--bundle", made, "--output", output) == 1
    assert "inside the bundle" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["evaluate", "handover"])
def test_code_that_changed_since_the_training_is_refused(
    made: Path, step: str, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(models, "decisive_code", dict)
    assert run(f"steps.{step}") == 1
    assert "changed since the training: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ("data/prepared/holdout.csv", "changed since the training: holdout.csv was changed"),
        ("models/training.json", "not valid JSON"),
        ("models/model/added", "changed since the training: model/added was added"),
    ],
)
def test_what_changed_since_the_training_is_refused(
    home: Path, made: Path, changed: str, message: str, run: Run, capsys: Said
) -> None:
    with (home / changed).open("a", encoding="utf-8") as file:
        file.write("other\n")
    assert run("steps.handover") == 1
    assert message in capsys.readouterr().err


def test_a_new_training_is_evaluated_before_it_is_handed_over(
    home: Path, made: Path, run: Run, capsys: Said
) -> None:
    path = home / "reports" / "evaluation" / "metrics.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(measured | {"models": {}}), encoding="utf-8")
    assert run("steps.handover") == 1
    assert "measured on another model: run `uv run poe evaluate`" in capsys.readouterr().err


def test_what_the_source_does_not_have_is_said(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    newest = source.batches()[-1]
    monkeypatch.setattr(source, "batches", list)
    assert run("steps.extract", "--until", newest) == 1
    assert "the source holds no data" in capsys.readouterr().err
