"""What lies in a kit beside the project: lessons, exercises, the grader, handouts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workshop.builder.errors import KitError
from workshop.builder.rendering import lay

EXERCISE = re.compile(r"(?P<id>(?P<level>[0-2])\.[1-9]\d*)-[a-z0-9-]+")
PARTS_OF_EXERCISE = {"README.md", "grader.py", "start", "solution", "wrong"}
# By number: at a higher level than this, what a lesson does is done already.
LESSON = re.compile(r"(?P<number>[1-4])-[a-z0-9-]+\.md")
LEVEL_OF_LESSON = {1: 0, 2: 0, 3: 1, 4: 2}
HEADING = re.compile(r"^# +(.+?) *$|<h1[^>]*>(.+?)</h1>", re.MULTILINE | re.DOTALL)
# In every kit, whatever its level.
SHARED = (
    "workshop/grade.py",
    "workshop/grading",
    "workshop/handouts",
    "workshop/pictures",
    "workshop/capstone",
)


@dataclass(frozen=True)
class Exercise:
    """One folder of workshop/exercises."""

    id: str
    level: int
    folder: str

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.id.split("."))


def exercises(root: Path) -> list[Exercise]:
    """All exercises, in their order.

    Raises:
        KitError: a folder isn't in the form of an exercise, or an id is there twice.
    """
    found: dict[str, Exercise] = {}
    for folder in _folders(root / "workshop" / "exercises"):
        place = f"workshop/exercises/{folder.name}"
        match = EXERCISE.fullmatch(folder.name)
        if not match:
            raise KitError(f"{place}: must be called LEVEL.NUMBER-words-with-hyphens")
        names = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
        for name in ("README.md", "grader.py", "solution"):
            if name not in names:
                raise KitError(f"{place}: {name} is missing")
        if names - PARTS_OF_EXERCISE:
            raise KitError(f"{place}: {min(names - PARTS_OF_EXERCISE)} is no part of an exercise")
        if match["id"] in found:
            raise KitError(f"{place}: {match['id']} is also the id of {found[match['id']].folder}")
        found[match["id"]] = Exercise(match["id"], int(match["level"]), place)
    return sorted(found.values(), key=lambda exercise: exercise.order)


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if path.is_dir() and path.name[0] not in "._")


def lessons(root: Path, level: int) -> list[str]:
    """The lessons for a kit of this level, by path in the repository.

    Raises:
        KitError: a file isn't called like a lesson.
    """
    chosen = []
    for path in sorted((root / "workshop" / "lessons").glob("*.md")):
        match = LESSON.fullmatch(path.name)
        if not match:
            raise KitError(f"workshop/lessons/{path.name}: must be called NUMBER-words.md, 1 to 4")
        if LEVEL_OF_LESSON[int(match["number"])] >= level:
            chosen.append(f"workshop/lessons/{path.name}")
    return chosen


def title(path: Path) -> str:
    """The first heading of a page, or its name."""
    match = HEADING.search(path.read_text(encoding="utf-8"))
    found = match[1] or match[2] if match else path.stem
    return re.sub(r"<[^>]+>|\s+", " ", found).strip()


def lay_exercise(root: Path, exercise: Exercise, kit: Path, context: Mapping[str, Any]) -> None:
    """Put the task, the grader and the starting state of one exercise into a kit.

    Raises:
        KitError: the start of an exercise of a higher level lies outside workshop/, in files that
            the kit doesn't have yet.
    """
    place = exercise.folder
    for part in ("README.md", "grader.py"):
        lay_there(root, f"{place}/{part}", kit, context)
    laid = lay(root, f"{place}/start", kit, context)
    outside = [path for path in laid if not path.startswith("workshop/")]
    if outside and exercise.level > context["cookiecutter"]["_level"]:
        raise KitError(
            f"{place}/start/{outside[0]}: only files below workshop/ can be in a kit of a level"
            f" lower than {exercise.level}"
        )


def lay_there(root: Path, path: str, kit: Path, context: Mapping[str, Any]) -> None:
    """Put a file or a folder, rendered, where it lies in the repository too."""
    parent = path.rpartition("/")[0]
    lay(root, path, kit / parent, context, base=parent)


def fill(root: Path, kit: Path, context: Mapping[str, Any]) -> None:
    """Put everything of the workshop into a kit that is a project already.

    Args:
        root: the repository.
        kit: the project's folder.
        context: `cookiecutter`, and what `kit` knows: level, python, wheelhouse, platforms.

    Raises:
        KitError: something of the workshop isn't in its form.
    """
    level = context["kit"]["level"]
    taught = lessons(root, level)
    for path in (*taught, *SHARED):
        lay_there(root, path, kit, context)
    set_tasks = [exercise for exercise in exercises(root) if exercise.level >= level]
    for exercise in set_tasks:
        lay_exercise(root, exercise, kit, context)
    listed = {
        "lessons": [(path, title(kit / path)) for path in taught],
        "exercises": [
            (one.id, f"{one.folder}/README.md", _exercise_title(kit, one)) for one in set_tasks
        ],
        "handouts": [
            (path.relative_to(kit).as_posix(), title(path))
            for path in sorted((kit / "workshop" / "handouts").glob("*.html"))
        ],
    }
    lay(root, "workshop/kit", kit, {**context, "kit": {**context["kit"], **listed}})


def _exercise_title(kit: Path, exercise: Exercise) -> str:
    found = title(kit / exercise.folder / "README.md")
    return re.sub(rf"^(Exercise )?{re.escape(exercise.id)}[.:]? *", "", found)
