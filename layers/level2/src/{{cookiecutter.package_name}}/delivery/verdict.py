"""Say what a target needs: nothing, a retraining, an experiment, or a look at its machine."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

from ..core.errors import ProjectError
from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown
from .deploy import Target
from .reach import OutOfReachError, ask, reach
from .smoke import smoke
from .targets import LocalTarget, SshTarget, find

FOLDER = REPORTS / "verdict"
QUIET, RETRAIN, EXPERIMENT = "quiet", "retrain", "experiment"
UNREACHABLE, DOWN, SILENT = "unreachable", "down", "silent"
EXIT_CODES = {QUIET: 0, RETRAIN: 3, EXPERIMENT: 4, UNREACHABLE: 5, DOWN: 6, SILENT: 7}
# What a person has to do about it.
ADVICE = {
    UNREACHABLE: "Is the machine on, is its address right, does it let the deployer's key in?",
    DOWN: "`uv run poe status --target {target}` shows what is live and whether it runs; on the"
    " machine `journalctl --user` has its log. The workflow Roll back returns to what served"
    " before.",
    SILENT: "Do the clients still ask, and do they ask this service? `silence_days` in targets.toml"
    " says how long nobody need.",
}
SHOWN_BATCHES = 6


@dataclass(frozen=True)
class Verdict:
    """verdict: one of EXIT_CODES; reason: one line for people; details: Markdown, may be empty."""

    verdict: str
    reason: str
    details: str = ""


def look(name: str) -> Verdict:
    """The verdict on a target.

    Raises:
        ProjectError: there is none of that name, or monitoring fails there.
    """
    settings = find(name)
    try:
        with reach(name) as there:
            status = ask(there, "status")
            wrong = [unit for unit, state in status["units"].items() if state != "active"]
            if wrong or (isinstance(settings, SshTarget) and not status["units"]):
                return Verdict(DOWN, f"not running: {', '.join(wrong) or 'any unit'}")
            if isinstance(settings, SshTarget):
                try:
                    smoke(there, settings)
                except OutOfReachError:
                    raise
                except ProjectError:
                    return Verdict(DOWN, "the service doesn't answer: this run's log says how")
            findings = ask(there, "call", "delivery.on_target.findings")
    except OutOfReachError as error:
        return Verdict(UNREACHABLE, str(error).removesuffix(", see above"))
    return decide(findings, settings)


def decide(findings: Mapping[str, Any], settings: LocalTarget | SshTarget) -> Verdict:
    """The verdict on what `monitor` found on the target."""
    silent = findings["silent_days"]
    if silent is not None and 0 < settings.silence_days < silent:
        return Verdict(SILENT, f"no prediction was asked for in {silent:.0f} days")
    if not findings["batches"]:
        return Verdict(QUIET, "no prediction has a label yet")
    newest, metric = findings["batches"][-1], findings["metric"]
    found = f"live {metric} {newest[metric]:.3f} on {newest['batch']},"
    found += f" bound {findings['bound']:.3f}"
    champion = findings["champion"]
    match findings["verdict"]:
        case "within_bound":
            verdict = QUIET
        case "stalled":
            verdict, found = EXPERIMENT, f"{found}, as after each of the last retrainings"
        case _ if champion and champion["newest_batch"] >= newest["batch"]:
            # It has learnt from that batch; how well, the next one shows.
            verdict, found = QUIET, f"{found}; retrained since"
        case _:
            verdict = RETRAIN
    return Verdict(verdict, found, table(findings))


def table(findings: Mapping[str, Any]) -> str:
    """The newest batches, in Markdown."""
    metric = findings["metric"]
    rows = [f"| batch | {metric} | promised | versions |", "|---|---:|---:|---|"]
    for batch in findings["batches"][-SHOWN_BATCHES:]:
        promised = "" if batch["promised"] is None else f"{batch['promised']:.3f}"
        versions = ", ".join(map(str, batch["model_versions"]))
        rows.append(f"| {batch['batch']} | {batch[metric]:.3f} | {promised} | {versions} |")
    return "\n".join(rows)


def issue(verdict: Verdict, target: str) -> str:
    """Title, then text, of the issue that asks a person."""
    if verdict.verdict != EXPERIMENT:
        advice = ADVICE[verdict.verdict].format(target=target)
        return f"{target} is {verdict.verdict}: {verdict.reason}\n\n{advice}\n"
    return f"""Retraining no longer helps: {verdict.reason}

Each of the last batches was served by a newly trained model, and each was beyond the bound. More
of the same data won't mend that; a change of the pipeline may.

{verdict.details}

"promised" is what the gate had measured before it let the version through.

**To start from:**

```
uv run poe extract --until NEWEST
uv run poe experiment experiments/training_window.toml
```

Then change `params.toml` or the features, and open a pull request: its report compares the change
with the main branch.
"""


def write(verdict: Verdict, target: str, folder: Path) -> None:
    """Write verdict.json, verdict.md and, where a person is called for, issue.md."""
    write_json(folder / "verdict.json", asdict(verdict))
    text = f"**{verdict.verdict}**: {verdict.reason}\n\n{verdict.details}\n"
    write_text(folder / "verdict.md", text)
    if verdict.verdict not in (QUIET, RETRAIN):
        write_text(folder / "issue.md", issue(verdict, target))


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
    verdict = look(target)
    write(verdict, target, folder)
    print(f"{verdict.verdict}: {verdict.reason}")
    print(f"wrote  {shown(folder)}")
    if github_output:
        with Path(github_output).open("a", encoding="utf-8") as file:
            file.write(f"verdict={verdict.verdict}\n")
    if exit_code:
        raise SystemExit(EXIT_CODES[verdict.verdict])
