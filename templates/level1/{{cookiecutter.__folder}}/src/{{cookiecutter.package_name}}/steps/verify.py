"""Check that a bundle is whole and unchanged, before anything in it is loaded."""

from pathlib import Path
from typing import Annotated

from ..core import bundle
from ..core.paths import shown


def main(path: Annotated[Path, "the folder, or the zip of it"]) -> None:
    found = bundle.verify(path)
    print(f"{shown(path)}: whole and unchanged, {len(found)} files")
    print("next   score a file as model_card.md in it says, or with `uv run poe predict`")
