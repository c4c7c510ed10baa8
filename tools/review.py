"""Ask sp-repo-review about this repository and about what it generates at each level."""

import argparse
import sys
import tempfile
from pathlib import Path

from repo_review.processor import process

from tools.compose import ROOT
from tools.layers import LEVELS
from workshop.builder.git import own_settings
from workshop.builder.template import generate, write_bundle


def failed(folder: Path) -> list[str]:
    """The checks that a folder fails, one line each. Not those that its settings ignore."""
    return [
        f"{result.name} {result.description}"
        for result in process(folder).results
        if result.result is False
    ]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="review", description=__doc__)
    parser.parse_args(arguments)
    found = {"this repository": failed(ROOT)}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, own_settings():
        template = write_bundle(ROOT, Path(name))
        for level in LEVELS:
            project = Path(name) / f"level{level}"
            generate(template, project, level, {})
            found[f"level {level}"] = failed(project)
    for place, checks in found.items():
        for check in checks:
            print(f"{place}: {check}", file=sys.stderr)
    if any(found.values()):
        print("mend it, or name the reason in [tool.repo-review.ignore]", file=sys.stderr)
        return 1
    print(f"review: nothing to say of {', '.join(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
