"""What a climb did, said to the owner of the project."""

import tomllib
from pathlib import Path

from climbing.climb import Climb
from climbing.errors import some
from climbing.git import git, ignored

SENTENCES = {
    "removed": "removed  {path}: no longer in the template (`git restore {path}` keeps it)",
    "kept": "kept     {path}: you edited it, and it is no longer in the template",
    "both": "resolve  {path}: you and the template changed the same lines, both stand in it",
    "yours": "resolve  {path}: yours is kept (`git checkout --theirs {path}` takes the template's)",
}


def report(climb: Climb) -> bool:
    """Say what happened; whether nothing is left to resolve."""
    kinds = [change.kind for change in climb.changes]
    print(f"level {climb.level}: {kinds.count('new')} new files, {kinds.count('changed')} changed")
    for kind, sentence in SENTENCES.items():
        for change in climb.changes:
            if change.kind == kind:
                print(sentence.format(path=change.path))
    paths = {change.path: change for change in climb.changes}
    problem = ""
    if "pyproject.toml" in paths and not paths["pyproject.toml"].unresolved:
        problem = _project_file_problem(climb.project)
    if problem:
        print(f"resolve  pyproject.toml: {problem}")
    new = [change.path for change in climb.changes if change.kind == "new"]
    if hidden := ignored(climb.project, new):
        print(f"hidden   {some(hidden)}: your ignore rules hide them, `git add --force` adds them")
    prefix = git(climb.project, "rev-parse", "--show-prefix").strip()
    if prefix and any(path.startswith(".github/") for path in new):
        print(f"move     {prefix}.github: GitHub reads it at the top of the repository alone")
    if not climb.way.same:
        print(f"from {climb.way.old} to {climb.way.new}: what changed is in CHANGELOG.md of")
        print(f"       {climb.origin.address}")
    return not problem and not any(change.unresolved for change in climb.changes)


def _project_file_problem(project: Path) -> str:
    """What is wrong with pyproject.toml: a table, say, that user and level both added."""
    try:
        tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return str(error)
    return ""
