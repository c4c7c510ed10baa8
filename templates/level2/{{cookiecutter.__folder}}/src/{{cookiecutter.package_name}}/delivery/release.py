"""Zip the bundle that is there, if it is the one that a release's tag names."""

from typing import Annotated

from ..core.bundle import write_zip
from ..core.errors import ProjectError
from ..core.files import write_whole
from ..core.paths import shown
from .bundle import BUNDLE
from .host.content import Refused, verify


def check(manifest: dict[str, str], tag: str, commit: str) -> None:
    """Compare what a bundle says of itself with a tag.

    Raises:
        ProjectError: it is another version, or was built from another commit.
    """
    if tag != f"v{manifest['version']}":
        raise ProjectError(f"the tag is {tag}, the bundle's version is {manifest['version']}")
    if commit and not commit.startswith(manifest["commit"]):
        raise ProjectError(f"{tag} is at {commit}, the bundle was built from {manifest['commit']}")


def main(
    *,
    tag: Annotated[str, "vX.Y.Z"],
    commit: Annotated[str, "that the tag is at"] = "",
) -> None:
    try:
        check(verify(BUNDLE), tag, commit)
    except Refused as error:
        raise ProjectError(str(error)) from error
    archive = BUNDLE.with_name("bundle.zip")
    write_whole(archive, lambda part: write_zip(BUNDLE, part))
    print(f"wrote  {shown(archive)}")
