"""Build the release bundle: the same bytes go to every target."""

import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Annotated

from ..core.bundle import write_checksums, write_zip
from ..core.environment import DISTRIBUTION, uv
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json, write_whole
from ..core.paths import HOME, ROOT, shown
from .host.content import MANIFEST, PROJECT, REQUIREMENTS, manifest, release_id, verify

BUNDLE = HOME / "deployments" / "bundle"
# What the deployed code reads beside its own package.
FILES = ("params.toml", "operations.toml", "dagster_home", "deploy/systemd")
# Stands in for the source system, until problem/source.py asks the real one.
STAND_IN = "data/source"
# What a target needs; the other groups are for writing code.
GROUPS = ("training", "pipeline", "service")


def build(folder: Path, extras: Sequence[str] = ()) -> None:
    """Fill an empty folder.

    Args:
        extras: optional dependencies to bring along, by their names in pyproject.toml.

    Raises:
        ProjectError: a setting is wrong, uv can't build the wheel, or uv.lock doesn't fit
            pyproject.toml.
    """
    # Here and not above: they bring libraries that whoever only deploys doesn't have.
    from .. import operations
    from ..core import params
    from ..pipeline.landing import code_version

    # A mistake in them would show on the target only.
    params.load()
    operations.load()
    uv("build", "--wheel", "--no-create-gitignore", "--out-dir", str(folder))
    chosen = [word for group in GROUPS for word in ("--group", group)]
    chosen += [word for extra in extras for word in ("--extra", extra)]
    uv(
        *("export", "--locked", "--no-default-groups", *chosen, "--no-emit-project"),
        *("--no-header", "--no-annotate", "--format", "requirements-txt"),
        *("--output-file", str(folder / REQUIREMENTS)),
    )
    for file in (*FILES, STAND_IN) if (ROOT / STAND_IN).exists() else FILES:
        _copy(ROOT / file, folder / PROJECT / file)
    about = {
        "name": DISTRIBUTION,
        "version": metadata.version(DISTRIBUTION),
        "commit": code_version(),
        "package": __name__.partition(".")[0],
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    write_json(folder / MANIFEST, about)
    write_checksums(folder)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copyfile(source, target)


def pack(tag: str) -> Path:
    """Zip the bundle that is there, for a release.

    Raises:
        ProjectError: there is none, or the tag isn't its version's.
    """
    verify(BUNDLE)
    version = manifest(BUNDLE)["version"]
    if tag != f"v{version}":
        raise ProjectError(f"the tag is {tag}, the bundle's version is {version}")
    archive = BUNDLE.with_suffix(".zip")
    write_whole(archive, lambda part: write_zip(BUNDLE, part))
    return archive


def main(
    *,
    extra: Annotated[str, "optional dependencies to bring along, with commas between"] = "",
    tag: Annotated[str, "build nothing: zip what is there, if it is version vX.Y.Z"] = "",
) -> None:
    if tag:
        print(f"wrote  {shown(pack(tag))}")
        return
    with folder_written_whole(BUNDLE) as part:
        build(part, [name for name in extra.split(",") if name])
    print(f"release {release_id(BUNDLE)}")
    print(f"wrote  {shown(BUNDLE)}")
    print("next   uv run poe deploy --target local")
