"""Files of the workshop with a class's own answers written into them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from tools.layers import listed_files
from workshop.builder.errors import KitError

ENGINE = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)


def render(text: str, context: Mapping[str, Any], name: str) -> str:
    """The text with the answers in it; `name` is what an error calls it.

    Raises:
        KitError: it isn't Jinja, or asks for what nobody answers.
    """
    try:
        return ENGINE.from_string(text).render(context)
    except jinja2.TemplateSyntaxError as error:
        raise KitError(f"{name}, line {error.lineno}: {error.message}") from error
    except jinja2.TemplateError as error:
        raise KitError(f"{name}: {error}") from error


def lay(
    root: Path, source: str, target: Path, context: Mapping[str, Any], base: str = ""
) -> list[str]:
    """Write the files below root/source (or that one file) into a folder, rendered, names too.

    What isn't text (UTF-8) is copied as it is.

    Args:
        root: the repository.
        source: what to write, by path from `root`.
        target: the folder to write into.
        context: what the files may ask for.
        base: the folder that paths in `target` count from; `source` itself unless given.

    Returns:
        The paths below `target`, sorted.

    Raises:
        KitError: a file can't be rendered.
    """
    laid = []
    for path, executable in listed_files(root, source).items():
        name = path.relative_to(base or source).as_posix()
        place = target / render(name, context, f"the name {path}")
        content = (root / path).read_bytes()
        try:
            # A checkout on Windows may have other line ends than git.
            text = content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            pass
        else:
            content = render(text, context, str(path)).encode("utf-8")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        if executable:
            place.chmod(place.stat().st_mode | 0o111)
        laid.append(place.relative_to(target).as_posix())
    return sorted(laid)
