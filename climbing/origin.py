"""Where a project stands, as its answers say, and whether the project agrees."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from climbing.errors import ClimbError
from climbing.git import fields, git

ANSWERS = ".copier-answers.yml"
LEVELS = (0, 1, 2)
# Of the project's files, counted up when one of an older layout can't be merged into the next.
LAYOUT = 2
PACKAGE = "{{cookiecutter.package_name}}"


@dataclass(frozen=True)
class Origin:
    """What the answers say: the version that the project came from, and all that was answered."""

    level: int
    commit: str
    address: str
    answers: dict[str, Any]


def read_origin(project: Path) -> Origin:
    """Read the answers.

    Raises:
        ClimbError: they are missing, or don't name the template, or are of before 0.2.
    """
    try:
        stored = yaml.safe_load((project / ANSWERS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ClimbError(f"{ANSWERS} is missing: it says what this project is made from") from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = str(error).splitlines()[0]
        raise ClimbError(f"{ANSWERS} can't be read: {said}") from error
    if not isinstance(stored, dict) or not {"level", "_commit", "_src_path"} <= stored.keys():
        raise ClimbError(
            f"{ANSWERS} doesn't name the template and the version that this project was made"
            " from: docs/climbing.md says how to add them"
        )
    if stored.get("layout") != LAYOUT:
        raise ClimbError(
            "this project was made before 0.2, and its files lie otherwise: docs/from-0.1.md of"
            f" the template says how to carry it over ({stored['_src_path']})"
        )
    if stored["level"] not in LEVELS:
        raise ClimbError(f"{ANSWERS}: level is {stored['level']!r}, and must be 0, 1 or 2")
    answers = {
        name: value
        for name, value in stored.items()
        if not name.startswith("_") and name != "layout"
    }
    return Origin(stored["level"], str(stored["_commit"]), str(stored["_src_path"]), answers)


def wanted_level(wanted: str | None, origin: Origin) -> int:
    """The level to go to.

    Raises:
        ClimbError: there is no such level, or it is below the project's.
    """
    if wanted is None:
        return origin.level
    if wanted not in [str(level) for level in LEVELS]:
        known = ", ".join(str(level) for level in LEVELS)
        raise ClimbError(f"there is no level {wanted}: levels are {known}")
    if int(wanted) < origin.level:
        raise ClimbError(
            f"the project is at level {origin.level} and can't go down to {wanted}:"
            " a commit from before the upgrade can be checked out"
        )
    return int(wanted)


def check_project(project: Path, origin: Origin, template: Path) -> None:
    """Stop if the answers speak of another project than the one that is there.

    Raises:
        ClimbError: the package, or all that the level brings, is missing.
    """
    package = str(origin.answers.get("package_name"))
    if not (project / "src" / package).is_dir():
        raise ClimbError(
            f"{ANSWERS}: package_name is {package}, and there is no folder src/{package}:"
            " rename both, or neither"
        )
    if origin.level == 0:
        return
    here, below = (
        level_files(template, origin.commit, level, package)
        for level in (origin.level, origin.level - 1)
    )
    if not any((project / path).is_file() for path in here - below):
        raise ClimbError(
            f"{ANSWERS}: level is {origin.level}, and no file of that level is there:"
            " `upgrade --level` brings a level, not this line"
        )


def level_files(template: Path, commit: str, level: int, package: str) -> set[str]:
    """Paths of a level's files in the generated project, for that name of its package."""
    folder = f"templates/level{level}/"
    listed = fields(git(template, "ls-tree", "-r", "-z", "--name-only", commit, folder))
    inside = re.compile(re.escape(folder) + r"\{\{cookiecutter\.__folder\}\}/(.+)")
    found = [inside.fullmatch(path) for path in listed]
    return {match[1].replace(PACKAGE, package) for match in found if match}
