"""The template that travels inside a kit: a bundle of git that copier reads like an address."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import copier
from copier.errors import CopierError

from climbing.climb import prepare
from climbing.errors import ClimbError
from climbing.writing import write
from tools.layers import listed_files
from workshop.builder.errors import KitError
from workshop.builder.git import git, import_commit

# All that copier reads, and what upgrades. The rest of this repository, exercises too, stays out.
PARTS = ("climb.py", "climbing", "copier.yml", "rules", "templates")
ANSWERS = ".copier-answers.yml"
# In a kit, until begin.py writes where the kit lies. It counts from the kit's folder.
PLACE = "workshop/template.bundle"


@dataclass(frozen=True)
class Project:
    """A generated project, and what templates know of it as `cookiecutter`."""

    folder: Path
    answers: dict[str, Any]


def version_tag(root: Path) -> str:
    """The tag of the template in a kit: this repository's version.

    Raises:
        KitError: pyproject.toml doesn't say it.
    """
    try:
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        return f"v{settings['project']['version']}"
    except (OSError, ValueError, KeyError) as error:
        raise KitError(f"pyproject.toml of the repository has no version: {error}") from error


def write_bundle(root: Path, scratch: Path) -> Path:
    """Write template.bundle in the folder `scratch`; its path.

    Raises:
        KitError: the repository isn't whole.
    """
    files = {
        path.as_posix(): ((root / path).read_bytes(), executable)
        for part in PARTS
        for path, executable in listed_files(root, part).items()
    }
    missing = [part for part in PARTS if not any(path.split("/")[0] == part for path in files)]
    if missing:
        raise KitError(f"{root}: {missing[0]} is missing, so there is no template to pack")
    tag = version_tag(root)
    repository, bundle = scratch / "template.git", scratch / "template.bundle"
    import_commit(repository, f"mlops-ladder {tag}", files, tag)
    git(repository, "symbolic-ref", "HEAD", "refs/heads/main")
    git(repository, "bundle", "create", "--quiet", str(bundle), "HEAD", "main", tag)
    return bundle


def generate(bundle: Path, folder: Path, level: int, answers: dict[str, str]) -> Project:
    """Generate a project of one level.

    Raises:
        KitError: copier refuses.
    """
    data: dict[str, Any] = {"level": level, **answers}
    try:
        done = copier.run_copy(
            str(bundle),
            folder,
            data=data,
            defaults=True,
            quiet=True,
            settings=copier.Settings(),  # not those of whoever builds
        )
    except CopierError as error:
        raise KitError(f"level {level}: {error}") from error
    return Project(folder, dict(done.answers.combined["cookiecutter"]))


def climb(project: Path, template: Path, level: int) -> None:
    """Bring a committed project to a higher level, as its own task `upgrade` does.

    Args:
        project: to be changed.
        template: a clone of the bundle.
        level: to go to.

    Raises:
        KitError: it is refused.
    """
    try:
        write(project, prepare(project, template, str(level)).changes)
    except ClimbError as error:
        raise KitError(f"from the level below to level {level}: {error}") from error


def set_source(project: Path, source: str) -> None:
    """Say in the answers where the template is: a path with / in it, or an address."""
    answers = project / ANSWERS
    lines = answers.read_text(encoding="utf-8").splitlines()
    new = [f'_src_path: "{source}"' if line.startswith("_src_path:") else line for line in lines]
    answers.write_text("\n".join(new) + "\n", encoding="utf-8", newline="\n")
