"""The project that the exercises are about, as its answers describe it."""

import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ".copier-answers.yml"


def answer(project: Path, name: str) -> str:
    """One of the answers that the project was made with.

    Raises:
        ValueError: it isn't there; the message says where it was looked for.
    """
    path = project / ANSWERS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(rf"(?m)^{name}: *[\"']?(.*?)[\"']?\r?$", text)
    if not found:
        raise ValueError(f"{path.name} doesn't say {name}: is this the folder of the kit?")
    return found[1]


def level(project: Path = ROOT) -> int:
    """The level that the project is at."""
    return int(answer(project, "level"))


def module(name: str, project: Path = ROOT) -> Any:
    """A module of the project's own package: `module("pipeline.gate")`.

    Imported by name, since what a level brings isn't there below it.
    """
    return importlib.import_module(f"{answer(project, 'package_name')}.{name}")


def batches(project: Path) -> list[str]:
    """Every batch that the source has, oldest first."""
    return module("problem.source", project).batches()


def rows_of(project: Path, names: Iterable[str]) -> pd.DataFrame:
    """The rows of some batches of the source, checked, in order of time."""
    source, contract = module("problem.source", project), module("core.contract", project)
    kept = module("problem.schema", project).Observation
    return pd.concat(
        [contract.check(source.read_batch(name), kept, name) for name in names],
        ignore_index=True,
    )
