"""Say what a target needs: nothing, a retraining, or a person: for an experiment, or at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

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
EXIT_CODES = {QUIET: 0, RETRAIN: 3, EXPERIMENT: 4, SILENT: 5, DOWN: 6, UNREACHABLE: 7}
SHOWN_BATCHES = 6
# Verdicts that ask for a person: title and text of the issue.
ISSUES = {
    EXPERIMENT: (
        "Retraining no longer helps",
        """Each of the last batches was served by a newly trained model, and each was beyond the
bound. More of the same data won't mend that; a change of the pipeline may. "promised" is what the
gate had measured before it let the version through. To start from:

```
uv run poe extract --until {newest}
uv run poe experiment experiments/training_window.toml
```

Then change `params.toml` or the features, and open a pull request: its report compares the change
with the main branch.""",
    ),
    SILENT: (
        "Nobody asks the service any more",
        """Do its clients still run, and do they ask this service? `silence_days` in targets.toml
says how long nobody need ask.""",
    ),
    DOWN: (
        "The service is down",
        """`uv run poe status --target {target}` shows what is live and whether it runs; on the
machine, `journalctl --user` has its log. The workflow Roll back returns to what served before.""",
    ),
    UNREACHABLE: (
        "The machine is out of reach",
        """Is it on, is its address in targets.toml right, and does it let the deployer's key in?
The log of the workflow Monitor has what ssh said.""",
    ),
}


@dataclass(frozen=True)
class Verdict:
    """verdict: one of EXIT_CODES; reason: one line for people.

    newest, table: the newest labelled batch, and the last ones in Markdown, if there are any.
    """

    verdict: str
    reason: str
    newest: str = ""
    table: str = ""


def look(name: str) -> Verdict:
    """The verdict on a target.

    Raises:
        ProjectError: there is none of that name, or monitoring fails there.
    """
    settings = find(name)
    try:
        with reach(name) as there:
            if isinstance(settings, SshTarget) and (problem := _not_running(there, settings)):
                return Verdict(DOWN, problem)
            return decide(ask(there, "call", "delivery.on_target.findings"), settings)
    except OutOfReachError as error:
        return Verdict(UNREACHABLE, str(error).removesuffix(", see above"))


def _not_running(there: Reach, settings: SshTarget) -> str:
    units = ask(there, "status")["units"]
    if wrong := [f"{unit} is {state}" for unit, state in units.items() if state != "active"]:
        return ", ".join(wrong)
    try:
        smoke(there, settings, "--allow-no-model")
    except OutOfReachError:
        raise
    except ProjectError:
        return "it runs, but doesn't answer as it should"
    return ""


def decide(findings: Mapping[str, Any], settings: LocalTarget | SshTarget) -> Verdict:
    """The verdict on what `monitor` found on the target."""
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
    if found.verdict in ISSUES:
        title, advice = ISSUES[found.verdict]
        advice = advice.format(target=target, newest=found.newest)
        text = f"{title} ({target}): {found.reason}\n\n{advice}\n\n{found.table}\n"
        write_text(folder / "issue.md", text)


def main(
    *,
    target: Target = "local",
    output: Annotated[str, "folder to write to; default: reports/verdict"] = "",
    github_output: Annotated[str, "file to add the line verdict=... to"] = "",
    exit_code: Annotated[
        bool, "end with " + ", ".join(f"{code} {name}" for name, code in EXIT_CODES.items())
    ] = False,
) -> None:
    folder = Path(output) if output else FOLDER
    found = look(target)
    write(found, target, folder)
    print(f"{found.verdict}: {found.reason}")
    print(f"wrote  {shown(folder)}")
    if github_output:
        with Path(github_output).open("a", encoding="utf-8") as file:
            file.write(f"verdict={found.verdict}\n")
    if exit_code:
        raise SystemExit(EXIT_CODES[found.verdict])
