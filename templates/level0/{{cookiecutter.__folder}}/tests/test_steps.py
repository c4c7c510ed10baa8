"""The commands in order, as a person runs them, on the oldest batches."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import bundle
from {{ cookiecutter.package_name }}.problem import features, metrics, model
from {{ cookiecutter.package_name }}.steps.predict import score_file

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


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


def test_a_bad_file_is_refused_and_nothing_is_written(
    made: Path, file: Path, table: pd.DataFrame, run: Run, tmp_path: Path, capsys: Said
) -> None:
    table.assign(unheard_of=1).to_csv(file, index=False)
    output = tmp_path / "predictions.csv"
    assert run("steps.predict", "--input", file, "--bundle", made, "--output", output) == 1
    assert "rows.csv: breaks the data contract" in (said := capsys.readouterr().err)
    assert "column unheard_of: not in the contract" in said
    assert not output.exists()


def test_the_model_card_shows_figures_and_plots(made: Path) -> None:
    card = (made / "model_card.md").read_text(encoding="utf-8")
    measured = json.loads((made / "metrics.json").read_text(encoding="utf-8"))
    for who in ("candidate", "baseline"):
        assert f"{measured[who][metrics.PRIMARY]:.3f}" in card
    plots = {f"](plots/{path.name})" for path in (made / "plots").iterdir()}
    assert "](plots/importance.png)" in plots
    assert all(plot in card for plot in plots)


def test_data_that_changed_since_the_training_is_refused(
    home: Path, made: Path, run: Run, capsys: Said
) -> None:
    with (home / "data" / "prepared" / "holdout.csv").open("a", encoding="utf-8") as file:
        file.write("other\n")
    assert run("steps.handover") == 1
    assert "changed since the training: holdout.csv was changed" in capsys.readouterr().err


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
