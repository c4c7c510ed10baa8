"""The exercises that lie here, and their state."""

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

from workshop.grading.answers import Empty, NotSolved

FOLDER = Path("workshop", "exercises")
NAME = re.compile(r"(\d)\.(\d+)-[\w-]+")


@dataclass(frozen=True)
class Exercise:
    """id: as it is typed, "1.2"; level: the one from which on it can be solved."""

    id: str
    level: int
    title: str
    folder: Path


@dataclass(frozen=True)
class Grade:
    """missing: lines for the participant, none when it is solved; begun: something was written."""

    missing: list[str]
    begun: bool = True

    @property
    def state(self) -> str:
        """One or two words."""
        return ("not yet" if self.begun else "to do") if self.missing else "solved"


def find(project: Path) -> dict[str, Exercise]:
    """Every exercise by its id, in order."""
    found = []
    for folder in (project / FOLDER).iterdir() if (project / FOLDER).is_dir() else []:
        if (name := NAME.fullmatch(folder.name)) and (folder / "grader.py").is_file():
            order = int(name[1]), int(name[2])
            key = f"{order[0]}.{order[1]}"
            found.append((order, Exercise(key, order[0], _title(folder, key), folder)))
    return {exercise.id: exercise for _, exercise in sorted(found, key=lambda pair: pair[0])}


def _title(folder: Path, key: str) -> str:
    readme = folder / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    heading = next((line for line in lines if line.startswith("# ")), f"# {folder.name}")
    return heading.removeprefix("# ").removeprefix(key).strip()


def grade(exercise: Exercise, project: Path) -> Grade:
    """Run the exercise's grader on the project."""
    path = exercise.folder / "grader.py"
    spec = importlib.util.spec_from_file_location(f"grader_{exercise.id.replace('.', '_')}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be imported")
    grader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grader)
    try:
        return Grade(list(grader.check(project)))
    except Empty as missing:
        return Grade([str(missing)], begun=False)
    except NotSolved as missing:
        return Grade([str(missing)])
