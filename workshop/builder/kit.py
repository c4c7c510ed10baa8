"""One kit: a generated project, and in it all that a participant of the workshop needs."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workshop.builder.content import fill
from workshop.builder.errors import KitError
from workshop.builder.platforms import PLATFORMS
from workshop.builder.settings import Settings
from workshop.builder.template import PLACE, Project, set_source

# Places in pyproject.toml that no level touches, nor a line beside them; see tests/upgrade/edits.
AFTER_GROUPS = "]\n\n[build-system]\n"
AFTER_UV = "\n[tool.uv.build-backend]\n"
AFTER_TASKS = "\n[tool.pytest.ini_options]\n"
GRADE = '\n[tool.poe.tasks.grade]\nhelp = "Grade an exercise (grade 0.1), or list them all"\n'
GRADE += 'cmd = "python workshop/grade.py"\n'


def make_kit(
    root: Path,
    bundle: Path,
    kit: Path,
    level: int,
    settings: Settings,
    projects: Mapping[int, Project],
) -> None:
    """Make the folder of a kit, its wheelhouse left out.

    Args:
        root: this repository.
        bundle: the template.
        kit: the folder to make.
        level: of the kit.
        settings: what to build.
        projects: by level, the project that a kit is made of.

    Raises:
        KitError: a part of it can't be made.
    """
    answers = projects[level].answers
    shutil.copytree(projects[level].folder, kit)
    python = answers["python_version"]
    context: dict[str, Any] = {
        "cookiecutter": answers,
        "kit": {
            "level": level,
            "python": python,
            "wheelhouse": bool(settings.platforms),
            "platforms": [PLATFORMS[name].title for name in settings.platforms],
        },
    }
    fill(root, kit, context)
    extend_project_file(root, kit / "pyproject.toml")
    (kit / PLACE).parent.mkdir(exist_ok=True)
    shutil.copyfile(bundle, kit / PLACE)
    set_source(kit, PLACE)
    if settings.platforms:
        keep_to_wheelhouse(kit, settings.platforms, python)
    else:
        # What the levels above will install, so that begin.py can fetch it beforehand.
        for later in (other for other in projects if other > level):
            target = kit / "workshop" / "packages" / f"level{later}.toml"
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(projects[later].folder / "pyproject.toml", target)
            extend_project_file(root, target)


def extend_project_file(root: Path, path: Path) -> None:
    """Add the task `grade`, and copier, so that an upgrade in the room needs no network.

    Raises:
        KitError: the template has changed where they go.
    """
    text = path.read_text(encoding="utf-8")
    for place in (AFTER_GROUPS, AFTER_TASKS):
        if text.count(place) != 1:
            raise KitError(f"{path.name} of the template: {place.strip()!r} isn't where it was")
    needed = (root / "climbing" / "requirements.txt").read_text(encoding="utf-8").strip()
    group = f'workshop = [\n    "{needed}",\n'
    text = text.replace(AFTER_GROUPS, f"]\n{group}{AFTER_GROUPS}")
    text = text.replace(AFTER_TASKS, f"{GRADE}{AFTER_TASKS}")
    path.write_text(text, encoding="utf-8", newline="\n")


def keep_to_wheelhouse(kit: Path, platforms: tuple[str, ...], python: str) -> None:
    """Make uv use the wheelhouse of a kit and nothing else.

    Raises:
        KitError: the template has changed where that goes.
    """
    markers = "".join(f'    "{PLATFORMS[name].marker(python)}",\n' for name in platforms)
    # Not in a uv.toml: uv takes the environments from nowhere else.
    settings = (
        "# Everything comes from this kit. For the network again, take out what follows in this\n"
        "# table, and .python-version and uv.lock.\n"
        'find-links = ["wheelhouse"]\n'
        "no-index = true\n"
        "offline = true\n"
        'python-downloads = "never"\n'
        "# The machines that the wheelhouse is for: uv looks for no others' packages.\n"
        f"environments = [\n{markers}]\n"
        f"required-environments = [\n{markers}]\n"
    )
    path = kit / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    if text.count(AFTER_UV) != 1:
        raise KitError(f"{path.name} of the template: {AFTER_UV.strip()} isn't where it was")
    text = text.replace(AFTER_UV, f"{settings}{AFTER_UV}")
    path.write_text(text, encoding="utf-8", newline="\n")
    (kit / ".python-version").write_text(f"{python}\n", encoding="utf-8", newline="\n")
