"""Files of the workshop with a class's own answers written into them."""

from collections.abc import Iterator, Mapping
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


def lay(root: Path, folder: str, target: Path, context: Mapping[str, Any]) -> list[str]:
    """Write the files below root/folder into the folder `target`, rendered, names too.

    What isn't text (UTF-8) is copied as it is.

    Returns:
        Their paths below `target`, sorted.

    Raises:
        KitError: a file can't be rendered.
    """
    laid = []
    for name, path in _below(root, folder):
        place = render(name, context, f"the name {folder}/{name}")
        content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            # A checkout on Windows may have other line ends than git.
            plain = text.replace("\r\n", "\n")
            content = render(plain, context, f"{folder}/{name}").encode("utf-8")
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).write_bytes(content)
        laid.append(place)
    return sorted(laid)


def _below(root: Path, folder: str) -> Iterator[tuple[str, Path]]:
    for path in listed_files(root, folder):
        yield path.relative_to(folder).as_posix(), root / path
