"""Commands and their arguments."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest
from bike_rides import __main__ as entry
from bike_rides.core.errors import ProjectError

Run = Callable[..., int]


def sample(
    path: Annotated[Path, "what to read"],
    *,
    top: Annotated[int | None, "rows"] = None,
    all: bool = False,
) -> None:
    assert (path, top, all) == (Path("a.csv"), 3, True)


def test_a_signature_is_a_command_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "find", lambda name: sample)
    assert run("any", "a.csv", "--top", "3", "--all") == 0


def test_an_argument_that_may_be_left_out_keeps_its_default(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wants(path: Path | None = None, *, top: int = 2) -> None:
        assert (path, top) == (None, 2)

    monkeypatch.setattr(entry, "find", lambda name: wants)
    assert run("any") == 0


@pytest.mark.parametrize("step", ["extract", "prepare", "train", "evaluate", "handover", "predict"])
def test_every_step_has_help(step: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(f"steps.{step}", "--help") == 0
    assert f"steps.{step} [-h]" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["steps.nothing", "core.errors", "../steps", "json"])
def test_an_unknown_command_is_named(
    name: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(name) == 1
    assert f"{name}: no such command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ProjectError("mend this"), 1, "error: mend this"),
        (FileNotFoundError(2, "No such file", "there.csv"), 1, "there.csv: No such file"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    error: BaseException,
    code: int,
    message: str,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(entry, "find", lambda name: fail)
    assert run("any") == code
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line


def test_garbage_is_collected_again_once_a_command_is_imported() -> None:
    entry.find("steps.extract")
    assert gc.isenabled()
