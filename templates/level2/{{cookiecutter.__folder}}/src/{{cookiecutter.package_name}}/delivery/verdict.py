"""What to do about the live model: nothing, retrain it, or change the pipeline."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.command import command, parser, wrote
from ..core.files import write_json, write_text
from ..core.paths import REPORTS, shown
from .reach import ask, reach

FOLDER = REPORTS / "verdict"
QUIET, RETRAIN, EXPERIMENT = "quiet", "retrain", "experiment"
EXIT_CODES = {QUIET: 0, RETRAIN: 3, EXPERIMENT: 4}
SHOWN_MONTHS = 6


@dataclass(frozen=True)
class Verdict:
    """verdict: one of EXIT_CODES; reason: one line for people."""

    verdict: str
    reason: str


def decide(findings: Mapping[str, Any]) -> Verdict:
    """The verdict on what `monitor` found on the target."""
    if not findings["months"]:
        return Verdict(QUIET, "no prediction has a label yet")
    newest = findings["months"][-1]
    found = (
        f"live {findings['metric']} {newest[findings['metric']]:.3f} on {newest['month']},"
        f" bound {findings['bound']:.3f}"
    )
    match findings["verdict"]:
        case "within_bound":
            return Verdict(QUIET, found)
        case "stalled":
            return Verdict(EXPERIMENT, f"{found}, and so it was after each of the last retrainings")
    champion = findings["champion"]
    if champion and champion["data_until"] >= newest["month"]:
        # It has learnt from that month; how well, the next one shows.
        return Verdict(QUIET, f"{found}; retrained since")
    return Verdict(RETRAIN, found)


def table(findings: Mapping[str, Any]) -> str:
    """The newest months, in Markdown."""
    metric = findings["metric"]
    rows = [f"| month | {metric} | promised | versions |", "|---|---:|---:|---|"]
    for month in findings["months"][-SHOWN_MONTHS:]:
        promised = "" if month["promised"] is None else f"{month['promised']:.3f}"
        versions = ", ".join(map(str, month["model_versions"]))
        rows.append(f"| {month['month']} | {month[metric]:.3f} | {promised} | {versions} |")
    return "\n".join(rows)


def issue(findings: Mapping[str, Any]) -> str:
    """Title, then text, of the issue that asks for an experiment."""
    metric, newest = findings["metric"], findings["months"][-1]
    return f"""Retraining no longer helps: {metric} {newest[metric]:.3f} on {newest["month"]}

Each of the last months was served by a newly trained model, and each was beyond the bound of
{findings["bound"]:.3f}. More of the same data won't mend that; a change of the pipeline may.

{table(findings)}

"promised" is what the gate had measured before it let the version through.

**To start from:**

```
uv run poe extract --until {newest["month"]}
uv run poe experiment experiments/training_window.toml
```

Then change `params.toml` or the features, and open a pull request: its report compares the change
with the main branch.
"""


def write(verdict: Verdict, findings: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write verdict.json, verdict.md and, where an experiment is called for, issue.md."""
    text = f"**{verdict.verdict}**: {verdict.reason}\n"
    if findings["months"]:
        text += f"\n{table(findings)}\n"
    write_json(folder / "verdict.json", asdict(verdict))
    write_text(folder / "verdict.md", text)
    written = [folder / "verdict.json", folder / "verdict.md"]
    if verdict.verdict == EXPERIMENT:
        write_text(folder / "issue.md", issue(findings))
        written.append(folder / "issue.md")
    return written


def _arguments() -> argparse.Namespace:
    arguments = parser("verdict", __doc__)
    arguments.add_argument("--target", default="local", metavar="NAME", help="default: local")
    arguments.add_argument(
        "--output", type=Path, default=FOLDER, metavar="DIR", help=f"default: {shown(FOLDER)}"
    )
    arguments.add_argument(
        "--github-output", type=Path, metavar="FILE", help="add the line verdict=... to this file"
    )
    codes = ", ".join(f"{code} {verdict}" for verdict, code in EXIT_CODES.items())
    arguments.add_argument("--exit-code", action="store_true", help=f"end with {codes}")
    return arguments.parse_args()


@command
def main() -> None:
    chosen = _arguments()
    with reach(chosen.target) as there:
        findings = ask(there, "call", "delivery.findings")
    verdict = decide(findings)
    written = write(verdict, findings, chosen.output)
    print(f"{verdict.verdict}: {verdict.reason}")
    wrote(*written)
    if chosen.github_output:
        with chosen.github_output.open("a", encoding="utf-8") as file:
            file.write(f"verdict={verdict.verdict}\n")
    if chosen.exit_code:
        raise SystemExit(EXIT_CODES[verdict.verdict])
