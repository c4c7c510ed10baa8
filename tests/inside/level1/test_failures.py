"""What fails leaves the champion as it was, and says why in one line."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from {{ cookiecutter.package_name }} import operations, registry, tracking
from {{ cookiecutter.package_name }}.locks import one_at_a_time
from {{ cookiecutter.package_name }}.pipeline.run import main as pipeline
from {{ cookiecutter.package_name }}.pipeline.run import run_once

pytestmark = pytest.mark.example

Champion = Callable[[], registry.Version]


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("http://someone:secret@127.0.0.1:9", "http://127.0.0.1:9"),
        ("sqlite:////dev/null/mlflow.db", "sqlite:////dev/null/mlflow.db"),
    ],
    ids=["server", "database"],
)
def test_an_unreachable_registry_is_one_clear_line(
    home: Path,
    run: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    uri: str,
    shown: str,
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster_home"))
    assert run(pipeline) == 1
    line = one_line(capsys)
    assert line.startswith(f"error: model registry at {shown}: ")
    assert "secret" not in line


def test_two_at_once_are_one(
    fresh: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    with one_at_a_time(operations.STATE / "pipeline.lock"):
        assert run(pipeline) == 1
    assert one_line(capsys).startswith("error: another `poe pipeline` is going")


def test_a_lock_that_cannot_be_made_is_not_taken_for_another_run(
    fresh: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    (operations.STATE / "pipeline.lock").mkdir(parents=True)
    assert run(pipeline) == 1
    assert "pipeline.lock: unable to open database file" in one_line(capsys)


def no_space(*arguments: Any, **options: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    "broken",
    [
        "tracking.mlflow.log_artifacts",
        "registry.mlflow.sklearn.log_model",
        "registry.mlflow.register_model",
    ],
)
def test_a_full_disk_promotes_nothing_and_the_next_run_heals(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    outcome: Callable[[], str | None],
    monkeypatch: pytest.MonkeyPatch,
    broken: str,
):
    before = champion()
    land("2011-07")
    land("2011-08")
    with monkeypatch.context() as patch:
        patch.setattr(f"{{ cookiecutter.package_name }}.{broken}", no_space)
        with pytest.raises(Exception, match="No space left on device"):
            run_once(instance, {})
        assert champion() == before
        assert outcome() is None
    assert run_once(instance, {}).startswith("promoted: version 2 instead of version 1: ")
    assert outcome()


def test_a_file_cut_short_while_it_was_stored_is_noticed(
    trained: Path,
    champion: Champion,
    instance: dg.DagsterInstance,
    land: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
):
    before = champion()
    log_model = tracking.mlflow.sklearn.log_model

    def store_half(*arguments: Any, **options: Any) -> Any:
        logged = log_model(*arguments, **options)
        folder = Path(tracking.mlflow.artifacts.download_artifacts(logged.model_uri))
        path = folder / "model.skops"
        path.write_bytes(path.read_bytes()[:1000])
        return logged

    land("2011-07")
    land("2011-08")
    monkeypatch.setattr(tracking.mlflow.sklearn, "log_model", store_half)
    with pytest.raises(Exception, match="register: "):
        run_once(instance, {})
    assert champion() == before
    assert len(tracking.client().search_model_versions()) == 1
