"""Install a bundle on a target and make it live there."""

import uuid
from pathlib import Path
from typing import Annotated

from .bundle import BUNDLE
from .host.content import verify
from .reach import ask, reach

Target = Annotated[str, "one of targets.toml"]


def bring(bundle: Path, target: str, job: str) -> None:
    """Bring the bundle there, make it live, and say so.

    Args:
        job: noted with the release if it wasn't live already: what may roll it back later.

    Raises:
        ProjectError: it isn't whole, or the target refuses it; then what was live still is.
    """
    verify(bundle)
    place = f"incoming/{uuid.uuid4().hex[:8]}"
    with reach(target) as there:
        there.send(bundle, place)
        done = ask(there, do="deploy", place=place, job=job)
    print(f"{target}: {done['live']} is live (before: {done['before'] or 'nothing'})")
    print(f"next   uv run poe run --target {target}; then: uv run poe smoke --target {target}")


def main(
    *,
    target: Target = "local",
    bundle: Annotated[str, "folder; default: what `poe bundle` made"] = "",
    job: Annotated[str, "name of this deployment, for `rollback-release --job`"] = "",
) -> None:
    bring(Path(bundle) if bundle else BUNDLE, target, job)
