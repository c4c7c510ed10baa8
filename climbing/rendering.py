"""The project as a version of the template makes it from the same answers."""

import os
import re
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import copier
import yaml
from copier.errors import CopierError
from jinja2.exceptions import TemplateError

from climbing.errors import ClimbError
from climbing.files import File, Tree, read_tree
from climbing.git import environment
from climbing.origin import ANSWERS

LINE = re.compile(rb"^(\w+):[^\r\n]*", re.MULTILINE)


@contextmanager
def neutral() -> Generator[None]:
    """For the git that copier calls: the template is at hand, and needs none of its settings."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment(neutral=True))
    os.environ.pop("GIT_LITERAL_PATHSPECS", None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def render(template: Path, version: str, answers: dict[str, Any], ask: bool = False) -> Tree:
    """Every file of the project, as `version` of the template generates it.

    Args:
        template: a clone of it.
        version: a tag or commit.
        answers: given; what else the template asks gets its default, or is asked.
        ask: whether to ask.

    Raises:
        ClimbError: that version refuses an answer, or can't be rendered.
    """
    with tempfile.TemporaryDirectory(prefix="climbing-", ignore_cleanup_errors=True) as name:
        made = Path(name) / "project"
        try:
            with neutral():
                copier.run_copy(
                    str(template),
                    made,
                    data=answers,
                    vcs_ref=version,
                    defaults=not ask,
                    quiet=True,
                    settings=copier.Settings(),  # defaults of whoever climbs are no answers
                )
        except KeyboardInterrupt:
            raise  # at a question: copier makes an error of its own of it
        except (CopierError, TemplateError, ValueError, OSError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise ClimbError(f"{version} of the template: {said}") from error
        return read_tree(made)


def link_answers(base: Tree, new: Tree, mine: bytes, commit: str) -> None:
    """Let both renderings name the project's own origin, in the words that stand in the project.

    Copier writes where it rendered from. And a value that the user spelled otherwise (with other
    quotes, say) is no edit.

    Args:
        base: as generated; its answers file is replaced.
        new: as generated now; the same.
        mine: the answers file of the project.
        commit: the version that `new` was made from.
    """
    spelled = {found[1]: found[0] for found in LINE.finditer(mine)}
    stored = yaml.safe_load(mine)
    origin = {name: spelled[name] for name in (b"_commit", b"_src_path")}
    if commit != str(stored["_commit"]):
        origin_now = origin | {b"_commit": f'_commit: "{commit}"'.encode()}
    else:
        origin_now = origin
    for tree, own in ((base, origin), (new, origin_now)):
        rendered = yaml.safe_load(tree[ANSWERS].content)
        same = {
            name: line
            for name, line in spelled.items()
            if rendered.get(name.decode()) == stored[name.decode()]
        }
        tree[ANSWERS] = _with(tree[ANSWERS], same | own)


def _with(file: File, lines: dict[bytes, bytes]) -> File:
    """The answers with these lines in place of those of the same name."""
    return File(LINE.sub(lambda found: lines.get(found[1], found[0]), file.content), file.mode)
