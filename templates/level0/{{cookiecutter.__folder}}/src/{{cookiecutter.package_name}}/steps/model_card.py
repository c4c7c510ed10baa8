"""The model card: what the model is, how good, and where it ends."""

from __future__ import annotations

from typing import Any

from ..core import environment
from ..core.paths import PACKAGE

# What only people know: use, limits, where the data is from.
WRITTEN = PACKAGE / "problem" / "card.md"


def model_card(
    record: dict[str, Any], measured: dict[str, Any], plots: list[str], package: str
) -> str:
    """The card in Markdown, from the records of `train` and `evaluate`."""
    from ..core.batches import ranges
    from ..problem.schema import TARGET

    name, version = environment.project_name_and_version()
    training, holdout = record["training_batches"], record["holdout_batches"]
    every = ranges(sorted({*training, *holdout}))
    held_out = ranges(holdout) if training != holdout else f"a share of {every} drawn at random"
    sections = [
        f"# Model card: {name} {version}, data up to {holdout[-1]}",
        environment.summary(),
        "## Model",
        f"- Predicts `{TARGET}`; inputs as `schema.json` says.\n"
        f"- Fitted on {every}, {record['rows']:,} rows.\n"
        f"- Parameters: {_pairs(record['params']['model'])}.",
        "## Metrics",
        f"Measured on {held_out} ({measured['rows']:,} rows) by the same recipe fitted without"
        f" it; the model in this bundle was then fitted on all rows.\n\n"
        f"{_metrics_table(measured)}",
        *(f"![{plot.replace('_', ' ')}](plots/{plot}.png)" for plot in plots),
        WRITTEN.read_text(encoding="utf-8").strip(),
        "## Run it",
        f"""In this folder, with the Python that `requirements.txt` names:

```
sha256sum --check checksums.sha256
python -m venv ../scoring
../scoring/bin/python -m pip install -r requirements.txt
../scoring/bin/python -m {package} steps.predict --bundle . --input FILE --output FILE
```

On Windows the Python is `..\\scoring\\Scripts\\python`, and the checksums are compared by
`python -m {package} steps.verify .` after the installation.""",
    ]
    return "\n\n".join(sections) + "\n"


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _metrics_table(measured: dict[str, Any]) -> str:
    names = list(measured["candidate"])
    head = [f"**{name}**" if name == measured["primary"] else name for name in names]
    rows = [["", *head], ["---", *("---:" for _ in names)]]
    for who, label in [("candidate", "model"), ("baseline", "naive baseline")]:
        rows.append([label, *(f"{measured[who][name]:.3f}" for name in names)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
