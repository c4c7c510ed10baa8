"""Build the release bundle: the same bytes go to every target."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .. import operations
from ..core import params
from ..core.bundle import write_zip
from ..core.command import command, next_step, parser, wrote
from ..core.environment import project_name_and_version
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json, write_whole
from ..core.paths import HOME, ROOT, shown
from ..pipeline.landing import code_version
from .host.content import MANIFEST, PROJECT, REQUIREMENTS, digests, release_id

BUNDLE = HOME / "deployments" / "bundle"
# What the deployed code reads beside its own package. data/source stands in for the source
# system: it goes when problem/source.py asks the real one.
FILES = ("params.toml", "operations.toml", "dagster_home", "deploy/systemd", "data/source")
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
    # A mistake in them would show on the target only.
    params.load()
    operations.load()
    name, version = project_name_and_version()
    _uv("build", "--wheel", "--no-create-gitignore", "--out-dir", str(folder))
    chosen = [word for group in GROUPS for word in ("--group", group)]
    chosen += [word for extra in extras for word in ("--extra", extra)]
    _uv(
        *("export", "--locked", "--no-default-groups", *chosen, "--no-emit-project"),
        *("--no-header", "--no-annotate", "--format", "requirements-txt"),
        *("--output-file", str(folder / REQUIREMENTS)),
    )
    for file in FILES:
        _copy(ROOT / file, folder / PROJECT / file)
    manifest = {
        "name": name,
        "version": version,
        "commit": code_version(),
        "package": __name__.partition(".")[0],
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "files": digests(folder),
    }
    write_json(folder / MANIFEST, manifest)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise ProjectError(f"{shown(source)} is missing, and FILES in {__name__} names it")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copyfile(source, target)


def _uv(*arguments: str) -> None:
    uv = [os.environ.get("UV", "uv"), *arguments]
    done = subprocess.run(uv, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ProjectError(f"uv {arguments[0]}: {lines[-1] if lines else 'failed'}")


def check_tag(tag: str) -> None:
    """Compare a release's tag with the version in pyproject.toml.

    Raises:
        ProjectError: they differ.
    """
    _, version = project_name_and_version()
    if tag != f"v{version}":
        raise ProjectError(f"the tag is {tag}, the version in pyproject.toml is {version}")


@command
def main() -> None:
    arguments = parser("bundle", __doc__)
    arguments.add_argument("--tag", help="refuse if the version is another one than in vX.Y.Z")
    arguments.add_argument(
        "--extra", action="append", default=[], metavar="NAME", help="optional dependencies, too"
    )
    arguments.add_argument("--zip", type=Path, metavar="FILE", help="write it as a zip, too")
    chosen = arguments.parse_args()
    if chosen.tag:
        check_tag(chosen.tag)
    with folder_written_whole(BUNDLE) as part:
        build(part, chosen.extra)
    print(f"release {release_id(BUNDLE)}")
    wrote(BUNDLE)
    if chosen.zip:
        write_whole(chosen.zip, lambda part: write_zip(BUNDLE, part))
        wrote(chosen.zip)
    next_step("uv run poe deploy --target local")
