"""The commands in order, as a person runs them, on the oldest batches."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import bundle, contract, models
from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.core.paths import HOME
from {{ cookiecutter.package_name }}.problem import features, metrics, model, source
from {{ cookiecutter.package_name }}.problem.schema import TARGET, Inputs
from {{ cookiecutter.package_name }}.steps.predict import score_file

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def kept(few: str, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what all steps make."""
    shutil.rmtree(HOME, ignore_errors=True)
    assert run("steps.all") == 0
    return shutil.copytree(HOME, tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def made(home: Path, kept: Path) -> Path:
    """The bundle, with all that led to it."""
    shutil.copytree(kept, home, dirs_exist_ok=True)
    return next(path for path in (home / "handover").iterdir() if path.is_dir())


@pytest.fixture
def table(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[contract.columns(Inputs)].head(30)


@pytest.fixture
def file(tmp_path: Path, table: pd.DataFrame) -> Path:
    table.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path / "rows.csv"


def test_from_the_source_to_predictions(made: Path, run: Run, file: Path, tmp_path: Path) -> None:
    assert run("steps.verify", made) == 0
    assert run("steps.verify", f"{made}.zip") == 0
    output = tmp_path / "predictions.csv"
    assert run("steps.predict", "--input", file, "--bundle", made, "--output", output) == 0
    assert len(pd.read_csv(output)) == len(pd.read_csv(file))


def test_predictions_are_the_model_s(made: Path, file: Path, table: pd.DataFrame) -> None:
    expected = model.predict(model.load(made / bundle.MODEL), features.build(table))
    scored = score_file(file, made)
    assert scored["prediction"].tolist() == expected.round(6)["prediction"].tolist()


def test_rows_with_the_target_are_scored_alike(
    made: Path, file: Path, rows: pd.DataFrame, tmp_path: Path
) -> None:
    rows.head(30).to_csv(tmp_path / "known.csv", index=False)
    known = score_file(tmp_path / "known.csv", made)
    assert known["prediction"].equals(score_file(file, made)["prediction"])
    assert TARGET in known


def test_a_bad_file_is_refused_and_nothing_is_written(
    made: Path, file: Path, table: pd.DataFrame, run: Run, tmp_path: Path, capsys: Said
) -> None:
    table.assign(unheard_of=1).to_csv(file, index=False)
    output = tmp_path / "predictions.csv"
    assert run("steps.predict", "--input", file, "--bundle", made, "--output", output) == 1
    assert "rows.csv: breaks the data contract" in (said := capsys.readouterr().err)
    assert "column unheard_of: not in the contract" in said
    assert not output.exists()


def test_a_bundle_is_not_scored_with_other_code(
    made: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "decisive_code", lambda: {"problem/model.py": "0" * 64})
    with pytest.raises(ProjectError, match="carries other code"):
        score_file(file, made)


def test_predictions_never_go_into_the_bundle(
    made: Path, file: Path, run: Run, capsys: Said
) -> None:
    output = made / "predictions.csv"
    assert run("steps.predict", "--input", file, "--bundle", made, "--output", output) == 1
    assert "inside the bundle" in capsys.readouterr().err


def test_the_model_card_shows_figures_and_plots(made: Path) -> None:
    card = (made / "model_card.md").read_text(encoding="utf-8")
    measured = json.loads((made / "metrics.json").read_text(encoding="utf-8"))
    for who in ("candidate", "baseline"):
        assert f"{measured[who][metrics.PRIMARY]:.3f}" in card
    plots = {f"](plots/{path.name})" for path in (made / "plots").iterdir()}
    assert "](plots/importance.png)" in plots
    assert all(plot in card for plot in plots)


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
        ("data/prepared/holdout.csv", "changed since the training: holdout.csv"),
        ("models/training.json", "not valid JSON"),
        ("models/model/added", "changed since the training: model/added"),
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


@pytest.mark.parametrize(
    ("step", "first"),
    [("prepare", "extract"), ("train", "prepare"), ("evaluate", "train"), ("handover", "train")],
)
def test_a_step_out_of_order_names_the_one_to_run(
    home: Path, few: str, step: str, first: str, run: Run, capsys: Said
) -> None:
    assert run(f"steps.{step}") == 1
    assert f"run `uv run poe {first}`" in capsys.readouterr().err


def test_a_bad_batch_leaves_nothing_prepared(home: Path, few: str, run: Run, capsys: Said) -> None:
    run("steps.extract")
    (home / "data" / "landing" / f"{few}.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("steps.prepare") == 1
    assert f"{few}.csv: breaks the data contract" in capsys.readouterr().err
    assert not (home / "data" / "prepared").exists()


def test_batches_land_once(home: Path, few: str, run: Run) -> None:
    run("steps.extract")
    landed = home / "data" / "landing" / f"{few}.csv"
    landed.write_text("edited", encoding="utf-8")
    assert run("steps.extract") == 0
    assert landed.read_text(encoding="utf-8") == "edited"


def test_what_the_source_does_not_have_is_said(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    newest = source.batches()[-1]
    monkeypatch.setattr(source, "batches", list)
    assert run("steps.extract", "--until", newest) == 1
    assert "the source holds no data" in capsys.readouterr().err
