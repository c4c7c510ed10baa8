"""The ladder: one repository with a tag a level, each an upgrade of the one before."""

import shutil
from pathlib import Path

from workshop.builder.git import git
from workshop.builder.template import PLACE, climb, set_source


def make_ladder(
    bundle: Path,
    lowest: Path,
    ladder: Path,
    levels: tuple[int, ...],
    *,
    folder: str = ".",
    source: str = PLACE,
) -> None:
    """Climb from a project of the lowest level.

    Args:
        bundle: the template, where it is now.
        lowest: the project of the lowest level: a kit without its wheelhouse, say.
        ladder: the repository to make; files that are there stay in each level.
        levels: ascending, the first being that of `lowest`.
        folder: where in the ladder the project lies.
        source: where the answers say that the template is.

    Raises:
        KitError: copier or git refuses.
    """
    # Upgraded in a repository of its own: in the ladder's no path of this machine may ever stand.
    climbing = lowest.with_name("climbing")
    shutil.copytree(lowest, climbing)
    template = lowest.with_name("template")
    git(lowest.parent, "clone", "--quiet", str(bundle), str(template))
    git(climbing, "init", "--quiet")
    project = ladder / folder
    project.mkdir(parents=True, exist_ok=True)
    git(ladder, "init", "--quiet")
    for level in levels:
        if level != levels[0]:
            climb(climbing, template, level)
        _commit(climbing, f"Level {level}")
        _mirror(climbing, project)
        set_source(project, source)
        _commit(ladder, f"Level {level}")
        git(ladder, "tag", f"level-{level}")
    # With the lowest level's files in front of them, a class starts where it should.
    if len(levels) > 1:
        git(ladder, "checkout", "--quiet", f"level-{levels[0]}")


def _commit(repository: Path, message: str) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", message)


def _mirror(source: Path, target: Path) -> None:
    """Make the files of one repository those of another, its history apart."""
    for path in target.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in git(source, "ls-files", "-z").split("\0"):
        if name:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)
