"""A climb, or an update, from checks to files."""

from dataclasses import dataclass
from pathlib import Path

from climbing.errors import ClimbError
from climbing.files import read
from climbing.git import check_begun, check_committed
from climbing.merging import Change, decide
from climbing.obstacles import check_obstacles
from climbing.origin import ANSWERS, Origin, check_project, read_origin, wanted_level
from climbing.rendering import link_answers, render
from climbing.versions import Way, find_way
from climbing.writing import check_whole


@dataclass(frozen=True)
class Climb:
    """What there is to do: decided, and nothing written yet."""

    project: Path
    origin: Origin
    level: int
    way: Way
    changes: list[Change]

    @property
    def nothing_newer(self) -> bool:
        return self.way.same and self.level == self.origin.level


def prepare(project: Path, template: Path, level: str | None = None, ask: bool = False) -> Climb:
    """Decide what becomes of each file.

    Args:
        project: folder of the project.
        template: a clone of its template.
        level: to climb to; none for the project's own.
        ask: whether to ask what the level wants to know, or take the defaults.

    Raises:
        ClimbError: the climb is refused.
    """
    check_begun(project)
    check_whole(project)
    origin = read_origin(project)
    wanted = wanted_level(level, origin)
    check_committed(project)
    way = find_way(template, origin.commit)
    check_project(project, origin, template)
    if way.same and wanted == origin.level:
        return Climb(project, origin, wanted, way, [])
    base = render(template, way.old, origin.answers)
    new = render(template, way.new, origin.answers | {"level": wanted}, ask)
    answers = read(project / ANSWERS)
    if answers is None:
        raise ClimbError(f"{ANSWERS} is no file")
    link_answers(base, new, answers.content, way.new)
    changes = decide(base, new, project)
    check_obstacles(project, changes)
    return Climb(project, origin, wanted, way, changes)
