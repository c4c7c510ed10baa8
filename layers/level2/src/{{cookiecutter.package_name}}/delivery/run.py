"""Run the deployed pipeline once, on its target."""

from typing import Annotated

from .deploy import Target
from .reach import call, reach


def main(
    *,
    target: Target = "local",
    accept_quarantine: Annotated[bool, "a newest batch that is quarantined is no failure"] = False,
) -> None:
    options = ["--accept-quarantine"] if accept_quarantine else []
    with reach(target) as there:
        call(there, "delivery.on_target.train", *options)
