"""Build what the branch `ladder` shows: a generated project, one commit and one tag a level.

`git clone FILE` makes a repository of the file; `git push` from there publishes it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tools.compose import ROOT
from tools.layers import LEVELS
from workshop.builder.errors import KitError
from workshop.builder.git import git, own_settings
from workshop.builder.ladder import make_ladder
from workshop.builder.template import generate, version_tag, write_bundle

# Below the root, where GitHub sees no workflows: it would run them, and a workflow's own token
# may not push any.
FOLDER = "bike-rides"
README = """\
# The ladder

A project as mlops-ladder {tag} generates it, with the default answers, in [{folder}]({folder}):
one commit a level, each the upgrade of the one before.

- [level-0](../../tree/level-0/{folder}): manual
- [level-1](../../tree/level-1/{folder}): continuous training,
  and [what it adds](../../compare/level-0...level-1)
- [level-2](../../tree/level-2/{folder}): CI/CD of the pipeline,
  and [what it adds](../../compare/level-1...level-2)

This branch is written by each release, and nothing else is ever committed to it.
"""


def build(root: Path, source: str, scratch: Path, out: Path) -> None:
    """Write the ladder as a bundle of git, with the branch `ladder` and a tag a level.

    Args:
        root: this repository.
        source: the address of the template that the project's answers name.
        scratch: an empty folder.
        out: the file to write.

    Raises:
        KitError: copier or git refuses.
    """
    ladder = scratch / "ladder"
    ladder.mkdir()
    page = README.format(tag=version_tag(root), folder=FOLDER)
    (ladder / "README.md").write_text(page, encoding="utf-8", newline="\n")
    with own_settings():
        template = write_bundle(root, scratch)
        generate(template, scratch / "project", LEVELS[0], {})
        make_ladder(template, scratch / "project", ladder, LEVELS, folder=FOLDER, source=source)
        git(ladder, "branch", "--move", "main", "ladder")
        # What a clone of the file checks out: the top.
        git(ladder, "checkout", "--quiet", "ladder")
        git(
            ladder,
            "bundle",
            "create",
            "--quiet",
            str(out.resolve()),
            "HEAD",
            "--branches",
            "--tags",
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="ladder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--source",
        required=True,
        metavar="ADDRESS",
        help="where this repository is published: the project's upgrades come from there",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the bundle to write"
    )
    options = parser.parse_args(arguments)
    if options.out.exists():
        print(f"ladder: {options.out} is there: name another file, or delete it", file=sys.stderr)
        return 1
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            build(ROOT, options.source, Path(scratch), options.out)
    except (KitError, OSError) as error:
        print(f"ladder: {error}", file=sys.stderr)
        return 1
    print(f"ladder: {' → '.join(f'level-{level}' for level in LEVELS)} in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
