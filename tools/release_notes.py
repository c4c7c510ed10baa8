"""Print what the changelog says of a version: the notes of its release."""

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# `## [1.2.3] - 2026-01-31`
HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d\d-\d\d))?$", re.MULTILINE)
# `[1.2.3]: https://...`, at the end of the file
TARGETS = re.compile(r"^\[[^\]]+\]: .*\n?", re.MULTILINE)


class ReleaseError(Exception):
    """Why a version can't be released, in one line."""


def sections(changelog: str) -> dict[str, str]:
    """What stands below the heading of each version that has a date, newest first."""
    headings = list(HEADING.finditer(changelog))
    ends = [*(heading.start() for heading in headings), len(changelog)][1:]
    return {
        heading["version"]: TARGETS.sub("", changelog[heading.end() : end]).strip()
        for heading, end in zip(headings, ends, strict=True)
        if heading["date"]
    }


def notes(root: Path, tag: str) -> str:
    """The notes for a tag such as v1.2.3.

    Raises:
        ReleaseError: the tag isn't the version of pyproject.toml, or the changelog's newest
            version is another, or says nothing.
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    version = settings["project"]["version"]
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, and pyproject.toml says version {version}")
    found = sections((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    newest = next(iter(found), "none")
    if newest != version:
        raise ReleaseError(
            f"CHANGELOG.md: the newest version with a date is {newest}, not {version}"
        )
    if not found[version]:
        raise ReleaseError(f"CHANGELOG.md says nothing of {version}")
    return found[version] + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="release-notes", description=__doc__)
    parser.add_argument("--tag", required=True, help="the version's tag, such as v1.2.3")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (this one)")
    options = parser.parse_args(arguments)
    try:
        text = notes(options.root, options.tag)
        if options.out:
            options.out.write_text(text, encoding="utf-8", newline="\n")
        else:
            print(text, end="")
    except (ReleaseError, OSError) as error:
        print(f"release-notes: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
