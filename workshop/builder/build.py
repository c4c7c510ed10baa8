"""From settings to a folder with everything for a class, or nothing at all."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.layers import LEVELS
from workshop.builder.archive import write_zip
from workshop.builder.content import exercises
from workshop.builder.errors import KitError
from workshop.builder.git import own_settings
from workshop.builder.kit import make_kit
from workshop.builder.ladder import make_ladder
from workshop.builder.rendering import lay
from workshop.builder.settings import Settings
from workshop.builder.template import Project, generate, write_bundle
from workshop.builder.wheelhouse import fill_wheelhouse, requirements

Say = Callable[[str], None]


def build(root: Path, settings: Settings, say: Say) -> None:
    """Write everything into the folder that the settings name.

    Args:
        root: this repository.
        settings: what to build.
        say: shows a line of progress.

    Raises:
        KitError: something is wrong; then the folder is as it was.
    """
    out = settings.out.resolve()
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise KitError(f"{settings.out} is there and not empty: name another folder, or delete it")
    made = out.parent
    while not made.exists():
        made = made.parent
    # Beside its place, so that the last step is one rename.
    with tempfile.TemporaryDirectory(prefix=".kits-", dir=made, ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        ready = scratch / "ready"
        ready.mkdir()
        with own_settings():
            _build(root, settings, scratch, ready, say)
        if out.exists():
            out.rmdir()
        out.parent.mkdir(parents=True, exist_ok=True)
        ready.rename(out)
    _tell(settings, out, say)


def _build(root: Path, settings: Settings, scratch: Path, ready: Path, say: Say) -> None:
    bundle = write_bundle(root, scratch)
    projects = {
        level: generate(bundle, scratch / f"project{level}", level, settings.answers)
        for level in LEVELS[settings.levels[0] :]
    }
    kits = {level: scratch / f"level{level}-kit" for level in settings.levels}
    for level, kit in kits.items():
        make_kit(root, bundle, kit, level, settings, projects)
        say(f"level {level}: project and workshop")
    lowest = kits[settings.levels[0]]
    make_ladder(bundle, lowest, ready / "ladder", settings.levels)
    say("ladder: " + " → ".join(f"level-{level}" for level in settings.levels))
    if settings.platforms:
        places = [*kits.values(), ready / "ladder"]
        _add_wheelhouse(root, bundle, settings, scratch, places, projects, say)
    for kit in kits.values():
        write_zip(kit, ready / f"{kit.name}.zip")
        say(f"{kit.name}.zip: {_megabytes(ready / f'{kit.name}.zip')}")
    _write_instructor(root, projects[LEVELS[-1]], scratch / "instructor")
    write_zip(scratch / "instructor", ready / "instructor.zip")


def _add_wheelhouse(
    root: Path,
    bundle: Path,
    settings: Settings,
    scratch: Path,
    places: list[Path],
    projects: Mapping[int, Project],
    say: Say,
) -> None:
    """One for all kits: from each the way leads up to Level 2, which needs the most."""
    highest = scratch / "highest"
    alone = Settings(settings.out, settings.answers, (2,), ())
    make_kit(root, bundle, highest, 2, alone, projects)
    python = projects[2].answers["python_version"]
    wheels = scratch / "wheelhouse"
    fill_wheelhouse(
        requirements(highest / "pyproject.toml"), settings.platforms, python, wheels, say
    )
    for place in places:
        shutil.copytree(wheels, place / "wheelhouse")


def _write_instructor(root: Path, highest: Project, folder: Path) -> None:
    """The instructor's page, lessons and handouts, and every solution with its grader."""
    context = {"cookiecutter": highest.answers}
    for path in ("workshop/lessons", "workshop/handouts", "workshop/pictures", "workshop/capstone"):
        lay(root, path, folder / path.rpartition("/")[2], context)
    lay(root, "workshop/README.md", folder, context, base="workshop")
    # Worked answers to "your own data": as they are, since they name no package.
    shutil.copytree(
        root / "tests" / "problems",
        folder / "problems",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for exercise in exercises(root):
        lay(root, exercise.folder, folder / exercise.folder.removeprefix("workshop/"), context)


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


def _tell(settings: Settings, out: Path, say: Say) -> None:
    first = f"level{settings.levels[0]}-kit.zip"
    say(f"written to {out}")
    say(f"next   read README.md in instructor.zip; give the class {first}, and in it START-HERE.md")
