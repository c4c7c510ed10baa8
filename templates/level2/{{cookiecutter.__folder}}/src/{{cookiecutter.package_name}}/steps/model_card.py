"""The model card: what the model is, how good, and where it ends."""

from importlib import metadata
from pathlib import Path
from string import Template
from typing import Any

from ..core import environment
from ..core.batches import ranges
from ..core.paths import PACKAGE
from ..problem.schema import TARGET

CARD = Path(__file__).with_suffix(".md")
# What only people know: use, limits, where the data is from.
WRITTEN = PACKAGE / "problem" / "card.md"


def model_card(record: dict[str, Any], measured: dict[str, Any], plots: list[str]) -> str:
    """The card in Markdown, from the records of `train` and `evaluate`."""
    training, holdout = record["training_batches"], record["holdout_batches"]
    every = ranges(sorted({*training, *holdout}))
    at_random = f"a share of {every}, drawn at random"
    return Template(CARD.read_text(encoding="utf-8")).substitute(
        name=environment.DISTRIBUTION,
        version=metadata.version(environment.DISTRIBUTION),
        newest=holdout[-1],
        summary=environment.summary(),
        target=TARGET,
        every=every,
        rows=f"{record['rows']:,}",
        parameters=", ".join(f"{key} {value}" for key, value in record["params"]["model"].items()),
        held_out=at_random if training == holdout else ranges(holdout),
        held_out_rows=f"{measured['rows']:,}",
        metrics=_metrics_table(measured),
        plots="\n\n".join(f"![{plot.replace('_', ' ')}](plots/{plot}.png)" for plot in plots),
        written=WRITTEN.read_text(encoding="utf-8").strip(),
        package=PACKAGE.name,
    )


def _metrics_table(measured: dict[str, Any]) -> str:
    names = list(measured["candidate"])
    head = [f"**{name}**" if name == measured["primary"] else name for name in names]
    rows = [["", *head], ["---", *("---:" for _ in names)]]
    for who, label in [("candidate", "model"), ("baseline", "naive baseline")]:
        rows.append([label, *(f"{measured[who][name]:.3f}" for name in names)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
