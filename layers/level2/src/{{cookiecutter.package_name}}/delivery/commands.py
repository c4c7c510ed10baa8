"""The commands that act on a target."""

import argparse
import tempfile
from pathlib import Path

from ..core.command import command, next_step, parser
from ..core.errors import ProjectError
from ..core.paths import shown
from . import reach
from .bundle import BUNDLE
from .host.content import Refused, release_id
from .targets import SshTarget, target


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    arguments = parser(name, description)
    arguments.add_argument(
        "--target", default="local", metavar="NAME", help="one of targets.toml (default: local)"
    )
    return arguments


@command
def deploy() -> None:
    arguments = _parser("deploy", "Install a bundle on a target and make it live there.")
    arguments.add_argument(
        "--bundle", type=Path, default=BUNDLE, metavar="DIR", help=f"default: {shown(BUNDLE)}"
    )
    chosen = arguments.parse_args()
    with reach.reach(chosen.target) as there:
        _say(reach.deploy(there, chosen.bundle), chosen.target)


@command
def promote() -> None:
    arguments = _parser("promote", "Deploy to a target what is live on another one.")
    arguments.add_argument("--from", dest="source", required=True, metavar="NAME", help="that one")
    chosen = arguments.parse_args()
    target(chosen.target)
    with tempfile.TemporaryDirectory() as place:
        bundle = Path(place) / "bundle"
        with reach.reach(chosen.source) as there:
            reach.fetch_live(there, bundle, chosen.source)
        with reach.reach(chosen.target) as there:
            _say(reach.deploy(there, bundle), chosen.target)


def _say(done: dict[str, str | None], name: str) -> None:
    before = done["before"] or "nothing"
    print(f"{name}: {done['live']} is live (before: {before})")
    next_step(f"uv run poe run --target {name}; then: uv run poe smoke --target {name}")


@command
def run() -> None:
    name = _parser("run", "Run the deployed pipeline once, on the target.").parse_args().target
    with reach.reach(name) as there:
        there.run("call", "delivery.train", keep=False)


@command
def smoke() -> None:
    arguments = _parser("smoke", "Ask the target's service for one prediction.")
    arguments.add_argument(
        "--seconds", type=float, default=60, help="for the service to become ready (default: 60)"
    )
    chosen = arguments.parse_args()
    settings = target(chosen.target)
    question = ["--seconds", str(chosen.seconds)]
    # Where nothing keeps running, a service is started for as long as it is asked.
    if isinstance(settings, SshTarget) and settings.units:
        question += ["--url", f"http://127.0.0.1:{settings.service_port}"]
    with reach.reach(chosen.target) as there:
        there.run("call", "delivery.smoke", *question, keep=False)


@command
def roll_back() -> None:
    arguments = _parser("rollback-release", "Return a target to the release before.")
    arguments.add_argument(
        "--if-current",
        metavar="RELEASE | DIR",
        help="only if this release, or this bundle's, is the one that is live",
    )
    chosen = arguments.parse_args()
    wanted = chosen.if_current and release_of(chosen.if_current)
    condition = ["--if-current", wanted] if wanted else []
    with reach.reach(chosen.target) as there:
        done = reach.ask(there, "rollback", *condition)
    live = done["live"] or "nothing"
    if done["rolled_back"]:
        again = "again" if done["live"] else "any more"
        print(f"{chosen.target}: {live} is live {again}, {done['rolled_back']} is not")
    else:
        print(f"{chosen.target}: {live} is live; nothing rolled back")


def release_of(text: str) -> str:
    """The release's name: given as such, or as the folder of its bundle.

    Raises:
        ProjectError: the folder holds no bundle.
    """
    try:
        return release_id(Path(text)) if Path(text).is_dir() else text
    except Refused as error:
        raise ProjectError(str(error)) from error


@command
def status() -> None:
    arguments = _parser("status", "Show what is live on a target, and whether it runs.")
    with reach.reach(arguments.parse_args().target) as there:
        found = reach.ask(there, "status")
    for entry, state in zip(found["history"], ["live", "before"], strict=False):
        print(f"{state:8}{entry['release']}  since {entry['since']}")
    if not found["history"]:
        print("nothing is live")
    for unit, state in found["units"].items():
        print(f"{state:8}{unit}")
