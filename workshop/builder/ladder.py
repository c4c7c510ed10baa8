"""The ladder: one repository with a tag a level, each an upgrade of the one before."""

import shutil
from pathlib import Path

from workshop.builder.git import git
from workshop.builder.template import PLACE, climb, set_source


def make_ladder(bundle: Path, kit: Path, ladder: Path, levels: tuple[int, ...]) -> None:
    """Climb from the kit of the lowest level.

    Args:
        bundle: the template, where it is now.
        kit: the lowest level's kit, without a wheelhouse.
        ladder: the repository to make.
        levels: ascending, the first being the kit's.

    Raises:
        KitError: copier or git refuses.
    """
    # Upgraded in a repository of its own: in the ladder's no path of this machine may ever stand.
    climbing = kit.with_name("climbing")
    shutil.copytree(kit, climbing)
    template = kit.with_name("template")
    git(kit.parent, "clone", "--quiet", str(bundle), str(template))
    git(climbing, "init", "--quiet")
    ladder.mkdir()
    git(ladder, "init", "--quiet")
    for level in levels:
        if level != levels[0]:
            climb(climbing, template, level)
        _commit(climbing, f"Level {level}")
        _mirror(climbing, ladder)
        set_source(ladder, PLACE)
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
