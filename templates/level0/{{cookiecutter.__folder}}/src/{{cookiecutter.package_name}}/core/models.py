"""Fitted models as folders of files. Loading one can run code in it: it is checked first."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from ..problem import model
from .bundle import MODEL, verify
from .errors import ProjectError
from .files import sha256
from .paths import PACKAGE, shown

# These modules show and judge: another picture makes no other model.
BESIDE = {"metrics.py", "plots.py", "quality.py", "source.py"}


def decisive_code() -> dict[str, str]:
    """SHA-256 of each module of the problem that has a part in a prediction, by path."""
    return {
        path.relative_to(PACKAGE.parent).as_posix(): sha256(path)
        for path in sorted((PACKAGE / "problem").rglob("*.py"))
        if path.name not in BESIDE
    }


def save(fitted: Any, folder: Path) -> None:
    """Write a fitted model into a new folder. Call it inside a folder that is written whole."""
    folder.mkdir(parents=True)
    model.save(fitted, folder)


def load_bundled(bundle: Path, otherwise: str) -> Any:
    """The model of a handover bundle, if it was made by the code that is here.

    otherwise: what a person can do with a bundle of other code.

    Raises:
        ProjectError: the bundle isn't a folder, isn't whole, or carries other code.
    """
    if bundle.is_file():
        raise ProjectError(f"{shown(bundle)}: unzip it first, and give the folder")
    verify(bundle)
    with tempfile.TemporaryDirectory() as private:
        # What is compared is what is loaded: a copy, which nobody can change in between.
        copy = Path(shutil.copytree(bundle, Path(private) / "bundle"))
        found = verify(copy)
        # A module that the bundle lacks came later, with a level: its code can't have used it.
        if any(found.get(name, digest) != digest for name, digest in decisive_code().items()):
            raise ProjectError(
                f"{shown(bundle)}: carries other code than this project: {otherwise}"
            )
        return model.load(copy / MODEL)
