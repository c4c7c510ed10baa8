"""Deploy to a target what is live on another one."""

import tempfile
from pathlib import Path
from typing import Annotated

from ..core.errors import ProjectError
from .deploy import Target, bring
from .reach import ask, reach
from .targets import find


def main(*, source: Annotated[str, "where it is live"], target: Target) -> None:
    find(target)
    with tempfile.TemporaryDirectory() as place:
        bundle = Path(place) / "bundle"
        with reach(source) as there:
            live = ask(there, do="status")["live"]
            if live is None:
                raise ProjectError(f"{source}: nothing is live, so there is nothing to promote")
            there.fetch(f"releases/{live}/bundle", bundle)
        bring(bundle, target, "")
