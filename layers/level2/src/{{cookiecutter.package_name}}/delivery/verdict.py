"""Say what a target needs: nothing, a retraining, or a person: for an experiment, or at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..core.errors import ProjectError
from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown
from .deploy import Target
from .reach import OutOfReachError, Reach, ask, reach
from .smoke import smoke
from .targets import LocalTarget, SshTarget, find

FOLDER = REPORTS / "verdict"
QUIET, RETRAIN, EXPERIMENT = "quiet", "retrain", "experiment"
SILENT, DOWN, UNREACHABLE = "silent", "down", "unreachable"
SHOWN_BATCHES = 6
# Title and text of the issue, for each verdict that asks for a person.
ISSUES = Path(__file__).with_name("issues")


@dataclass(frozen=True)
class Verdict:
    """verdict: one of the six above; reason: one line for people.

    newest, table: the newest labelled batch, and the last ones in Markdown, if there are any.
    """

    verdict: str
    reason: str
    newest: str = ""
    table: str = ""


def look(name: str) -> Verdict:
    """The verdict on a target.

    Raises:
        ProjectError: there is none of that name.
    """
    # A name that isn't there is no verdict.
    settings = find(name)
    try:
        with reach(name) as there:
            status = ask(there, do="status")
            if isinstance(settings, SshTarget) and (
                problem := _not_running(there, status["units"])
            ):
                return Verdict(DOWN, problem)
            findings = ask(there, do="call", module="delivery.on_target.findings", arguments=[])
            if findings["silent_days"] is None:
                # Nobody ever asked: silent since the oldest release that is known.
                since = datetime.fromisoformat(status["history"][-1]["since"])
                findings["silent_days"] = (datetime.now(UTC) - since) / timedelta(days=1)
            return decide(findings, settings)
    except OutOfReachError as error:
        return Verdict(UNREACHABLE, str(error).removesuffix(", see above"))
    except ProjectError as error:
        # A full disk, a database that is gone: whatever it is, it isn't as it should be there.
        return Verdict(DOWN, f"its state can't be read: {error}")


def _not_running(there: Reach, units: dict[str, str]) -> str:
    if wrong := [f"{unit} is {state}" for unit, state in units.items() if state != "active"]:
        return ", ".join(wrong)
    try:
        smoke(there, "--allow-no-model")
    except OutOfReachError:
        raise
    except ProjectError:
        return "it runs, but doesn't answer as it should"
    return ""


def decide(findings: Mapping[str, Any], settings: LocalTarget | SshTarget) -> Verdict:
    """The verdict on what `monitor` found on the target."""
    if problem := findings.get("registry_problem"):
        return Verdict(DOWN, problem)
    silent = findings["silent_days"]
    if silent is not None and 0 < settings.silence_days < silent:
        return Verdict(SILENT, f"no question in {silent:.0f} days")
    if not findings["batches"]:
        return Verdict(QUIET, "no prediction has a label yet")
    newest, metric = findings["batches"][-1], findings["metric"]
    found = f"live {metric} {newest[metric]:.3f} on {newest['batch']}"
    found += f", bound {findings['bound']:.3f}"
    champion = findings["champion"]
    if findings["verdict"] == "within_bound":
        verdict = QUIET
    elif findings["verdict"] == "stalled":
        verdict, found = EXPERIMENT, f"{found}, as after each of the last retrainings"
    elif champion and champion["newest_batch"] >= newest["batch"]:
        # It has learnt from that batch; how well, the next one shows.
        verdict, found = QUIET, f"{found}; retrained since"
    else:
        verdict = RETRAIN
    return Verdict(verdict, found, newest["batch"], _table(findings["batches"], metric))


def _table(batches: list[dict[str, Any]], metric: str) -> str:
    rows = [f"| batch | {metric} | promised | versions |", "|---|---:|---:|---|"]
    for batch in batches[-SHOWN_BATCHES:]:
        promised = "" if batch["promised"] is None else f"{batch['promised']:.3f}"
        versions = ", ".join(map(str, batch["model_versions"]))
        rows.append(f"| {batch['batch']} | {batch[metric]:.3f} | {promised} | {versions} |")
    return "\n".join(rows)


def write(found: Verdict, target: str, folder: Path) -> None:
    """Write verdict.json, verdict.md and, where a person is called for, issue.md: title, text."""
    write_json(folder / "verdict.json", vars(found))
    write_text(folder / "verdict.md", f"**{found.verdict}**: {found.reason}\n\n{found.table}\n")
    issue = ISSUES / f"{found.verdict}.md"
    if issue.exists():
        text = issue.read_text(encoding="utf-8")
        text = text.replace("@TARGET@", target).replace("@NEWEST@", found.newest)
        title, advice = text.split("\n", 1)
        issue_text = f"{title} ({target}): {found.reason}\n{advice}\n{found.table}\n"
        write_text(folder / "issue.md", issue_text)


def main(*, target: Target = "local") -> None:
    found = look(target)
    write(found, target, FOLDER)
    print(f"{found.verdict}: {found.reason}")
    print(f"wrote  {shown(FOLDER)}")
    # Where a workflow's step says what later jobs are to know.
    if output := os.environ.get("GITHUB_OUTPUT"):
        with Path(output).open("a", encoding="utf-8") as file:
            file.write(f"verdict={found.verdict}\n")
