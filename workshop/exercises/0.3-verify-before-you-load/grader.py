"""Grades exercise 0.3: nothing of a bundle is loaded before all of it was compared."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib

from workshop.grading.answers import Answer, Empty, NotSolved
from workshop.grading.project import module

MODEL = {"says": "I am the model"}
LOADED = "loaded.txt"


class Traced:
    """Its file leaves a trace when it is loaded: to load a model is to run code."""

    def __init__(self, trace: Path):
        self.trace = str(trace)

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (f"open({self.trace!r}, 'w').close()",)


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    load = answer.function("load")
    missing = _whole(project, answer)
    for what, spoil in SPOILED.items():
        missing += _refused(project, load, what, spoil)
    return missing


def _bundle(project: Path, place: Path, model: Any) -> Path:
    folder = place / "bundle"
    for part in ("code", "model"):
        (folder / part).mkdir(parents=True)
    joblib.dump(model, folder / "model" / "model.joblib")
    (folder / "code" / "features.py").write_text("HOUR = 'hour'\n", encoding="utf-8")
    (folder / "requirements.txt").write_text("joblib\n", encoding="utf-8")
    # By the project itself: the real form.
    module("core.bundle", project).write_checksums(folder)
    return folder


def _whole(project: Path, answer: Answer) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        bundle = _bundle(project, Path(place), MODEL)
        if answer.call("load", bundle) != MODEL:
            return ["of a whole bundle, load() has to return the model in model/model.joblib"]
    return []


def _refused(
    project: Path, load: Callable[[Path], Any], what: str, spoil: Callable[[Path], None]
) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        trace = Path(place) / LOADED
        bundle = _bundle(project, Path(place), Traced(trace))
        spoil(bundle)
        try:
            load(bundle)
        except NotImplementedError as error:
            raise Empty(str(error)) from error
        except ValueError:
            refused = True
        except Exception as error:
            raise NotSolved(
                f"{what}: load() raised {type(error).__name__}: raise ValueError"
            ) from error
        else:
            refused = False
        if not refused:
            return [f"{what}: load() took it; raise ValueError"]
        return [f"{what}: refused, but the model had been loaded by then"] if trace.exists() else []


def _change(bundle: Path) -> None:
    (bundle / "code" / "features.py").write_text("HOUR = 'minute'\n", encoding="utf-8")


def _change_model(bundle: Path) -> None:
    with (bundle / "model" / "model.joblib").open("ab") as file:
        file.write(b"x")


def _remove(bundle: Path) -> None:
    (bundle / "requirements.txt").unlink()


def _add(bundle: Path) -> None:
    (bundle / "code" / "json.py").write_text("print('hello')\n", encoding="utf-8")


def _add_compiled(bundle: Path) -> None:
    # Python imports it like a module, without any source beside it.
    (bundle / "code" / "json.pyc").write_bytes(b"compiled")


SPOILED = {
    "model/model.joblib was changed": _change_model,
    "code/features.py was changed": _change,
    "requirements.txt is missing": _remove,
    "code/json.py was put in and is not in checksums.sha256": _add,
    "code/json.pyc was put in and is not in checksums.sha256": _add_compiled,
}
