"""The commands in order, as a person runs them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import joblib
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core.code import decisive_code
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import HOME
from {{ cookiecutter.package_name }}.core.tables import check, read_text_table
from {{ cookiecutter.package_name }}.problem import features
from {{ cookiecutter.package_name }}.problem.schema import INPUTS
from {{ cookiecutter.package_name }}.steps import (
    evaluate,
    extract,
    handover,
    predict,
    prepare,
    train,
    verify,
)

Run = Callable[..., int]
STEPS = [extract, prepare, train, evaluate, handover]


@pytest.fixture
def bundle(home: Path, run: Run) -> Path:
    """A bundle, after all steps."""
    assert [run(step.main) for step in STEPS] == [0] * len(STEPS)
    return next(path for path in (home / "handover").iterdir() if path.is_dir())


@pytest.fixture
def rows_file(tmp_path: Path, month: pd.DataFrame) -> Path:
    path = tmp_path / "hours.csv"
    month.drop(columns="count").head(30).to_csv(path, index=False)
    return path


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_from_the_source_to_predictions(
    bundle: Path, rows_file: Path, tmp_path: Path, run: Run
) -> None:
    assert run(verify.main, bundle) == 0
    assert run(verify.main, bundle.with_name(f"{bundle.name}.zip")) == 0
    output = tmp_path / "predictions.csv"
    assert run(predict.main, "--input", rows_file, "--bundle", bundle, "--output", output) == 0
    scored = pd.read_csv(output)
    assert len(scored) == 30
    assert scored["predicted_count"].ge(0).all()


def test_predictions_are_the_model_s(
    bundle: Path, rows_file: Path, tmp_path: Path, run: Run
) -> None:
    output = tmp_path / "predictions.csv"
    run(predict.main, "--input", rows_file, "--bundle", bundle, "--output", output)
    rows = check(read_text_table(rows_file), INPUTS, "rows")
    expected = joblib.load(bundle / "model.joblib").predict(features.build(rows))
    assert pd.read_csv(output)["predicted_count"].tolist() == pytest.approx(expected, abs=1e-3)


def test_rows_with_the_target_are_scored_alike(
    bundle: Path, month: pd.DataFrame, tmp_path: Path
) -> None:
    with_target, without = tmp_path / "with.csv", tmp_path / "without.csv"
    month.to_csv(with_target, index=False)
    month.drop(columns="count").to_csv(without, index=False)
    first, second = (
        predict.score_file(path, bundle)["predicted_count"] for path in (with_target, without)
    )
    assert first.equals(second)


def test_a_bundle_is_not_scored_with_other_code(
    bundle: Path, rows_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dict.fromkeys(decisive_code(), "0" * 64)
    monkeypatch.setattr(predict, "decisive_code", lambda: other)
    with pytest.raises(ProjectError, match="carries other code"):
        predict.score_file(rows_file, bundle)


@pytest.mark.parametrize("step", [evaluate, handover])
def test_code_that_changed_since_the_training_is_refused(
    bundle: Path,
    step: ModuleType,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(step, "decisive_code", dict)
    assert run(step.main) == 1
    assert "the code changed since the training" in capsys.readouterr().err


def test_data_that_changed_since_the_training_is_refused(
    bundle: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(prepare.main)
    holdout = prepare.HOLDOUT
    lines = holdout.read_text(encoding="utf-8").splitlines()
    holdout.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert run(evaluate.main) == 1
    assert "was not trained on what is in" in capsys.readouterr().err


def test_a_handover_without_its_plots_is_refused(
    bundle: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (HOME / "reports" / "evaluation" / "worst_week.png").unlink()
    assert run(handover.main) == 1
    assert "worst_week.png is missing: run `uv run poe evaluate`" in capsys.readouterr().err


def test_predictions_never_go_into_the_bundle(
    bundle: Path, rows_file: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = bundle / "predictions.csv"
    assert run(predict.main, "--input", rows_file, "--bundle", bundle, "--output", inside) == 1
    assert "inside the bundle" in capsys.readouterr().err
    assert not inside.exists()


def test_the_metrics_name_the_holdout_and_both_models(bundle: Path) -> None:
    metrics = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["holdout_months"] == ["2011-06"]
    assert metrics["candidate"]["wape"] < metrics["baseline"]["wape"]


def test_the_model_card_shows_plots_that_are_there(bundle: Path) -> None:
    card = (bundle / "model_card.md").read_text(encoding="utf-8")
    plots = sorted(path.name for path in (bundle / "plots").iterdir())
    assert plots == ["error_by_hour.png", "residuals_by_month.png", "worst_week.png"]
    assert all(f"](plots/{name})" in card for name in plots)


def test_the_schema_names_every_input(bundle: Path) -> None:
    schema = json.loads((bundle / "schema.json").read_text(encoding="utf-8"))["input"]
    assert schema["properties"]["humidity"]["maximum"] == 100
    assert schema["properties"]["weather"]["enum"][0] == "clear"
    assert len(schema["required"]) == 7


def test_the_same_steps_give_the_same_bundle(bundle: Path, run: Run) -> None:
    first = dict(files(HOME / "handover"))
    for step in STEPS:
        run(step.main)
    assert dict(files(HOME / "handover")) == first


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        (prepare, "run `uv run poe extract`"),
        (train, "run `uv run poe prepare`"),
        (evaluate, "run `uv run poe train`"),
        (handover, "run `uv run poe train`"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_step_out_of_order_names_the_one_to_run(
    step: ModuleType, hint: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(step.main) == 1
    assert hint in capsys.readouterr().err


def test_a_bad_month_leaves_nothing_prepared(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run(extract.main)
    march = home / "data" / "landing" / "2011-03.csv"
    text = march.read_text(encoding="utf-8")
    march.write_text(text.replace("clear", "hail", 1), encoding="utf-8")
    assert run(prepare.main) == 1
    assert "2011-03.csv" in (message := capsys.readouterr().err)
    assert "column weather: 'hail'" in message
    assert not (home / "data" / "prepared").exists()


def test_months_land_once(home: Path, run: Run) -> None:
    run(extract.main, "--until", "2011-02")
    january = home / "data" / "landing" / "2011-01.csv"
    january.write_text("edited", encoding="utf-8")
    run(extract.main, "--until", "2011-03")
    assert january.read_text(encoding="utf-8") == "edited"
    assert len(list(january.parent.iterdir())) == 3


def test_handover_refuses_metrics_of_another_model(
    home: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for step in STEPS[:-1]:
        run(step.main)
    record = home / "models" / "training.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"model.joblib": "', '"model.joblib": "0'), encoding="utf-8")
    assert run(handover.main) == 1
    assert "measured on another model" in capsys.readouterr().err
    assert not (home / "handover").exists()


def test_a_bad_row_is_refused_and_nothing_is_written(
    bundle: Path, rows_file: Path, tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    text = rows_file.read_text(encoding="utf-8")
    rows_file.write_text(text.replace("clear", "hail", 1), encoding="utf-8")
    output = tmp_path / "predictions.csv"
    assert run(predict.main, "--input", rows_file, "--bundle", bundle, "--output", output) == 1
    assert "row 1, column weather: 'hail'" in capsys.readouterr().err
    assert not output.exists()
