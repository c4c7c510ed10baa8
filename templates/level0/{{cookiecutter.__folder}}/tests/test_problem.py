"""What every problem/ keeps to, whatever the problem."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.package_name }}.core import batches, contract, params
from {{ cookiecutter.package_name }}.problem import features, model, schema, source
from {{ cookiecutter.package_name }}.problem.metrics import PRIMARY, measure
from {{ cookiecutter.package_name }}.problem.schema import TIME, Inputs, Observation

INPUTS = contract.columns(Inputs)


def test_batches_have_names_and_come_oldest_first() -> None:
    names = source.batches()
    assert [batches.parse(name) for name in names] == sorted(names)


def test_the_newest_batch_keeps_the_contract() -> None:
    newest = source.batches()[-1]
    rows = contract.check(source.read_batch(newest), Observation, newest)
    assert TIME is None or set(batches.of(rows[TIME])) == {newest}


def test_what_is_known_is_apart_from_the_target() -> None:
    assert contract.columns(Observation) == [*INPUTS, schema.TARGET]
    assert {*schema.UNIQUE, *([TIME] if TIME else [])} <= set(INPUTS)


def test_no_column_is_called_like_a_prediction() -> None:
    taken = {"prediction", "baseline", "held_out", batches.BATCH}
    assert not taken & set(contract.columns(Observation))


def test_a_row_has_the_same_features_alone_and_among_others(rows: pd.DataFrame) -> None:
    last = [len(rows) - 1]
    alone, among = features.build(rows.iloc[last]), features.build(rows).iloc[last]
    pd.testing.assert_frame_equal(alone, among)


def test_the_target_is_not_a_feature(rows: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(features.build(rows[INPUTS]), features.build(rows))


@pytest.fixture(scope="module")
def fitted(rows: pd.DataFrame) -> object:
    return model.fit(params.load().model, features.build(rows), rows[schema.TARGET])


def test_each_row_is_answered(rows: pd.DataFrame, fitted: object) -> None:
    some = features.build(rows.tail(2))
    predicted = model.predict(fitted, some)
    assert predicted.index.equals(some.index)
    assert predicted["prediction"].notna().all()
    if chances := [name for name in predicted if name != "prediction"]:
        assert all(str(name).startswith("probability_") for name in chances)
        assert np.allclose(predicted[chances].sum(axis=1), 1, atol=1e-5)


def test_the_baseline_is_measured_like_the_model(rows: pd.DataFrame) -> None:
    seen = features.build(rows)
    baseline = model.fit_baseline(seen, rows[schema.TARGET])
    assert PRIMARY in measure(rows[schema.TARGET], model.predict(baseline, seen))


def test_a_saved_model_says_the_same(rows: pd.DataFrame, fitted: object, tmp_path: Path) -> None:
    model.save(fitted, tmp_path)
    seen = features.build(rows)
    again = model.predict(model.load(tmp_path), seen)
    pd.testing.assert_frame_equal(again, model.predict(fitted, seen))
