"""Sign a version that another installation has registered, so that it is loaded here."""

from typing import Annotated

from ..core.errors import ProjectError
from ..registry import versions


def ask_for_trust(what: str) -> None:
    """Let a person say that a model may be loaded.

    Raises:
        ProjectError: the answer isn't yes, or there is nobody to give one.
    """
    print(what)
    try:
        answer = input("Loading it runs what is in it. Do you know where it comes from? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise ProjectError("not trusted; nothing was changed (--yes: trust it without a question)")


def main(
    number: Annotated[int, "of the version, as on MLflow's page"],
    *,
    yes: Annotated[bool, "trust it without a question"] = False,
) -> None:
    version = versions.get(number)
    if not yes:
        ask_for_trust(
            f"version {number}: registered {version.created:%Y-%m-%d %H:%M} UTC, data up to"
            f" {version.newest_batch}, run {version.run_id}"
        )
    versions.sign(version)
    print(f"version {number} is signed by this installation")
