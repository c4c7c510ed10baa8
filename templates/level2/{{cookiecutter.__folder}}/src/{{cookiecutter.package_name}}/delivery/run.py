"""Run the deployed pipeline once, on its target."""

from typing import Annotated

from .deploy import Target
from .reach import call, reach


def main(
    *,
    target: Target = "local",
    minutes: Annotated[int, "to wait for a run that is going already"] = 20,
    accept_quarantine: Annotated[bool, "a newest batch that is quarantined is no failure"] = False,
) -> None:
    options = ["--minutes", str(minutes)]
    if accept_quarantine:
        options.append("--accept-quarantine")
    with reach(target) as there:
        call(there, "delivery.on_target.train", *options)
