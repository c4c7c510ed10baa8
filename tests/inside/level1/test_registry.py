"""Versions, their promotion and the way back; what MLflow's page and environment can do to them."""

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from bike_rides import operations
from bike_rides.__main__ import main
from bike_rides.core import contract
from bike_rides.core.errors import ProjectError
from bike_rides.pipeline import notify
from bike_rides.problem import features, model, source
from bike_rides.problem.schema import TARGET, Inputs, Observation
from bike_rides.registry import files, tracking, versions
from bike_rides.registry.signing import UntrustedModel
from on_project import python

Register = Callable[..., versions.Version]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry's database with nothing in it: making one takes seconds."""
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{path.as_posix()}")
        tracking.client()
    return path


@pytest.fixture(autouse=True)
def database(
    home: Path, empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A registry of its own for each test: MLflow keeps connections to a file it knows."""
    copy = Path(shutil.copy(empty_database, tmp_path / "mlflow.db"))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{copy.as_posix()}")
    return copy


@pytest.fixture(scope="session")
def rows() -> pd.DataFrame:
    """The oldest batch, checked."""
    return contract.check(source.read_batch("2011-01"), Observation, "2011-01")


@pytest.fixture(scope="session")
def stored(rows: pd.DataFrame) -> versions.Stored:
    fitted = model.fit_baseline(features.build(rows), rows[TARGET])
    return versions.Stored(fitted, fitted, contract.json_schema(Inputs), rows.head(20))


@pytest.fixture
def register(stored: versions.Stored) -> Register:
    """Register one more version, made in a run of its own."""

    def add(newest: str = "2011-06", **changes: object) -> versions.Version:
        run_id = tracking.record(f"train {newest}", tags={})
        kept = versions.Stored(**{**vars(stored), **changes})
        return versions.register(
            run_id, kept, newest_batch=newest, candidate_batch="2011-05", metrics={"wape": 0.5}
        )

    return add


def ends_with(code: int, *arguments: str) -> None:
    """Run a command in this process, and expect this exit code."""
    try:
        main(list(arguments))
    except SystemExit as stop:
        assert stop.code == code
    else:
        assert code == 0


def files_of(version: versions.Version) -> Path:
    return operations.STATE / "artifacts" / version.run_id / "artifacts" / files.FOLDER


def test_a_new_project_has_no_champion():
    assert versions.champion() is None
    with pytest.raises(ProjectError, match="no champion yet"):
        versions.rollback()


def test_registering_changes_nothing_and_promoting_does(register: Register):
    first = register()
    assert (first.number, first.metrics) == (1, {"wape": 0.5})
    assert versions.champion() is None
    versions.promote(first, instead_of=None)
    assert versions.champion() == first


def test_what_was_stored_comes_back(register: Register, rows: pd.DataFrame):
    kept = versions.load(register())
    expected = rows.head(20)[contract.columns(Inputs)]
    pd.testing.assert_frame_equal(kept.sample, expected, check_dtype=False)
    assert kept.schema == contract.json_schema(Inputs)
    assert len(model.predict(kept.candidate, features.build(expected))) == 20


def test_a_sample_that_breaks_the_contract_by_now_is_left_out(
    register: Register, rows: pd.DataFrame
):
    broken = rows.head(20).assign(humidity=-1.0)
    assert versions.load(register(sample=broken)).sample.empty


def test_back_to_the_champion_before_step_by_step(register: Register):
    before = None
    for version in (register(), register(), register()):
        versions.promote(version, instead_of=before)
        before = version
    ends_with(0, "pipeline.rollback")
    assert versions.rollback()[1].number == 1
    with pytest.raises(ProjectError, match="version 1 is the first champion"):
        versions.rollback()


def test_an_earlier_champion_returns_at_once_and_only_one_that_was(register: Register):
    made = [register() for _ in range(4)]
    before = None
    for version in made:
        versions.promote(version, instead_of=before)
        before = version
    versions.restore(2)
    assert versions.champion() == made[1]
    with pytest.raises(ProjectError, match="version 4 is not among the champions before"):
        versions.restore(4)
    assert versions.champion() == made[1]


def test_people_are_told_of_a_rollback(register: Register, monkeypatch: pytest.MonkeyPatch):
    told = []
    monkeypatch.setattr(notify, "tell", lambda event, text: told.append((event, text)))
    first, second = register(), register()
    versions.promote(first, instead_of=None)
    versions.promote(second, instead_of=first)
    ends_with(0, "pipeline.rollback")
    ((event, text),) = told
    assert event == "champion changed"
    assert text.startswith("champion is version 1 ")


@pytest.mark.parametrize("damage", ["other inputs", "changed file"])
def test_no_way_back_to_what_cannot_serve(
    register: Register, capsys: pytest.CaptureFixture[str], damage: str
):
    first = register(schema={"properties": {}}) if damage == "other inputs" else register()
    second = register()
    versions.promote(first, instead_of=None)
    versions.promote(second, instead_of=first)
    if damage == "changed file":
        (files_of(first) / "sample.csv").write_text("changed")
    ends_with(1, "pipeline.rollback")
    assert capsys.readouterr().err.startswith("error: version 1")
    assert versions.champion() == second


def test_a_champion_that_changed_meanwhile_is_not_replaced(register: Register):
    first, second = register(), register()
    versions.promote(first, instead_of=None)
    with pytest.raises(ProjectError, match="the champion changed meanwhile"):
        versions.promote(second, instead_of=None)
    assert versions.champion() == first


@pytest.mark.parametrize("name", ["model/model.joblib", "candidate/model.joblib", "schema.json"])
def test_a_file_that_was_changed_is_not_loaded(
    register: Register, monkeypatch: pytest.MonkeyPatch, name: str
):
    version = register()
    path = files_of(version) / name
    path.write_bytes(path.read_bytes() + b" ")
    monkeypatch.setattr(model, "load", lambda folder: pytest.fail("something was loaded"))
    with pytest.raises(UntrustedModel, match=rf"version 1: {name} changed .*; not loaded"):
        versions.load(version)


def test_an_older_version_in_its_place_is_not_loaded(register: Register):
    older, newer = register("2011-05"), register("2011-06")
    shutil.rmtree(files_of(newer))
    shutil.copytree(files_of(older), files_of(newer))
    with pytest.raises(UntrustedModel, match="signed as another version's"):
        versions.load(newer)


def test_a_version_signed_elsewhere_is_loaded_after_a_person_said_so(
    register: Register, monkeypatch: pytest.MonkeyPatch
):
    version = register()
    (operations.STATE / "signing.key").unlink()
    with pytest.raises(UntrustedModel, match="`uv run poe sign 1`"):
        versions.load(version)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    ends_with(1, "pipeline.sign", "1")
    with pytest.raises(UntrustedModel):
        versions.load(version)
    monkeypatch.setattr("builtins.input", lambda question: "y")
    ends_with(0, "pipeline.sign", "1")
    assert versions.load(version)


def test_what_was_registered_by_hand_is_passed_over_and_refused(register: Register):
    ours, store = register(), tracking.client()
    name = operations.load().registry.name
    store.create_model_version(name, "somewhere", ours.run_id)
    assert list(versions.versions()) == [1]
    store.set_registered_model_alias(name, "champion", "2")
    for use in (versions.champion, versions.rollback):
        with pytest.raises(ProjectError, match="version 2 was registered by hand in MLflow"):
            use()


def test_reading_needs_no_experiment_and_writing_says_what_restores_it(register: Register):
    version, store = register(), tracking.client()
    versions.promote(version, instead_of=None)
    tracking.settle(version.run_id, "promoted")
    store.delete_experiment(tracking.experiment_id())
    assert versions.load(versions.champion())
    assert tracking.outcome_of(version.run_id) == "promoted"
    with pytest.raises(ProjectError, match="was deleted in MLflow; this restores it") as raised:
        tracking.record("train", tags={})
    code = shlex.split(str(raised.value))[-1]
    assert python("-c", code).returncode == 0
    assert tracking.record("train", tags={})
