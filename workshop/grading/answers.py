"""What a participant wrote, called with care: a fault in it becomes one line."""

import importlib.util
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any


class NotSolved(Exception):  # noqa: N818
    """Why an answer can't be graded further; its text is what the participant reads."""


class Empty(NotSolved):
    """Nothing has been written yet."""


class Answer:
    """A participant's file of Python."""

    def __init__(self, path: Path):
        self._path = path
        self._module = _load(path)

    def function(self, name: str) -> Any:
        """The function of that name.

        Raises:
            NotSolved: there is none.
        """
        found = getattr(self._module, name, None)
        if not callable(found):
            raise NotSolved(f"{self._path.name} has no function {name}: keep the one it came with")
        return found

    def call(self, name: str, *arguments: Any) -> Any:
        """What the function returns.

        Raises:
            Empty: it still says NotImplementedError.
            NotSolved: it raised something else; the message names the line.
        """
        try:
            return self.function(name)(*arguments)
        except NotSolved:
            raise
        except NotImplementedError as error:
            raise Empty(_nothing_yet(self._path)) from error
        except (Exception, SystemExit) as error:
            raise NotSolved(f"{_place(self._path, error)}: {name}() {_raised(error)}") from error


def _nothing_yet(path: Path) -> str:
    return f"{path.name}: nothing stands between the two marks yet; README.md beside it says what"


def _load(path: Path) -> ModuleType:
    if not path.is_file():
        raise NotSolved(f"{path.name} is missing: `git restore` brings it back")
    # A module of its own each time: what an answer keeps in a global is gone, as after a restart.
    spec = importlib.util.spec_from_file_location("answer", path)
    if spec is None or spec.loader is None:
        raise NotSolved(f"{path.name} is not a file of Python")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except NotImplementedError as error:
        raise Empty(_nothing_yet(path)) from error
    except SyntaxError as error:
        raise NotSolved(f"{path.name}, line {error.lineno}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        raise NotSolved(f"{_place(path, error)}: importing it {_raised(error)}") from error
    return module


def _raised(error: BaseException) -> str:
    text = next(iter(str(error).splitlines()), "")
    return f"raised {type(error).__name__}" + (f": {text}" if text else "")


def _place(path: Path, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename) == path]
    return f"{path.name}, line {lines[-1]}" if lines else path.name
