"""The model card: what the model is, how good, and where it ends."""

from pathlib import Path
from typing import Any

from ..core import environment
from ..problem import metrics, plots
from ..problem.schema import TARGET

# What only people know: use, limits, where the data is from.
WRITTEN = Path(__file__).resolve().parents[1] / "problem" / "card.md"


def model_card(record: dict[str, Any], measured: dict[str, Any], package: str) -> str:
    """The card in Markdown, from the records of `train` and `evaluate`."""
    name, version = environment.project_name_and_version()
    training, holdout = record["training_months"], record["holdout_months"]
    held_out = ", ".join(holdout)
    sections = [
        f"# Model card: {name} {version}, data up to {holdout[-1]}",
        environment.summary(),
        "## Model",
        f"- Predicts `{TARGET}`; inputs as `schema.json` says.\n"
        f"- Fitted on {training[0]} to {holdout[-1]}, {record['rows']:,} rows.\n"
        f"- Parameters: {_pairs(record['params']['model'])}.\n"
        f"- SHA-256 of `model.joblib`: `{record['models']['model.joblib']}`.",
        "## Metrics",
        f"Measured on {held_out} ({measured['rows']:,} rows) by the same recipe fitted without"
        f" {held_out}; the model in this bundle was then fitted on all months.\n\n"
        f"{_metrics_table(measured)}",
        *(f"![{name.replace('_', ' ')}](plots/{name}.png)" for name in plots.EVALUATION),
        WRITTEN.read_text(encoding="utf-8").strip(),
        "## Run it",
        f"""In this folder, with the Python that `requirements.txt` names:

```
sha256sum --check checksums.sha256
python -m venv ../scoring
../scoring/bin/python -m pip install -r requirements.txt
../scoring/bin/python -m {package}.steps.predict --bundle . --input FILE --output FILE
```

On Windows the Python is `..\\scoring\\Scripts\\python`, and the checksums are compared by
`python -m {package}.steps.verify .` after the installation.""",
    ]
    return "\n\n".join(sections) + "\n"


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _metrics_table(measured: dict[str, Any]) -> str:
    names = list(measured["candidate"])
    head = [f"**{name}**" if name == metrics.PRIMARY else name for name in names]
    rows = [["", *head], ["---", *("---:" for _ in names)]]
    for who, label in [("candidate", "model"), ("baseline", "naive baseline")]:
        rows.append([label, *(f"{measured[who][name]:.3f}" for name in names)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
