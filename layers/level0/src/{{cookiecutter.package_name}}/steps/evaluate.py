"""Score the candidate and the naive baseline on the batches that neither has seen."""

from typing import Any

import joblib
import pandas as pd

from ..core import batches, scores
from ..core.files import folder_written_whole, write_json
from ..core.paths import EVALUATION, METRICS, MODELS, shown
from ..problem import features, metrics, plots
from ..problem.model import load, predict
from ..problem.schema import TARGET
from . import importance
from .prepare import load_prepared
from .train import BASELINE, trained


def score(split: batches.Split, candidate: Any, baseline: Any) -> pd.DataFrame:
    """All rows with more columns: those of `predict` for the candidate, and `held_out`.

    The baseline's are named alike: `baseline` for its prediction, `baseline_probability_...`.
    """
    rows = split.all
    seen = features.build(rows)
    expected = predict(baseline, seen).rename(columns=_of_baseline)
    scored = rows.assign(**predict(candidate, seen), **expected)
    return scored.assign(held_out=rows.index >= len(split.training))


def _of_baseline(column: str) -> str:
    return "baseline" if column == "prediction" else f"baseline_{column}"


def measure_holdout(scored: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Measures of candidate and baseline on the holdout alone."""
    held_out = scored[scored["held_out"]]
    columns = [name for name in held_out if _of_baseline(name) in held_out]
    baseline = held_out[[_of_baseline(name) for name in columns]].set_axis(columns, axis=1)
    return {
        "candidate": metrics.measure(held_out[TARGET], held_out[columns]),
        "baseline": metrics.measure(held_out[TARGET], baseline),
    }


def main() -> None:
    # Compares every file with its hash, so the two models can be loaded.
    record = trained()
    split = load_prepared()
    candidate = load(MODELS / "candidate")
    scored = score(split, candidate, joblib.load(MODELS / BASELINE))
    measured = measure_holdout(scored)
    weights = importance.permutation(candidate, split.holdout)
    draw = plots.EVALUATION | {"importance": lambda scored: importance.picture(weights)}
    content = {
        "holdout_batches": record["holdout_batches"],
        "rows": len(split.holdout),
        "primary": metrics.PRIMARY,
        **measured,
        "importance": weights.to_dict(),
        "models": record["models"],
    }
    with folder_written_whole(EVALUATION) as folder:
        for name, picture in draw.items():
            plots.save(picture(scored), folder / f"{name}.png")
        write_json(folder / METRICS.name, content)
    print(f"holdout: {batches.ranges(record['holdout_batches'])}, {len(split.holdout):,} rows")
    print(pd.DataFrame(measured).T.to_string(float_format="{:.3f}".format))
    if not scores.better(*(measured[who][metrics.PRIMARY] for who in ("candidate", "baseline"))):
        print(f"note   the model does not beat the naive baseline ({metrics.PRIMARY})")
    print(f"wrote  {shown(METRICS)} and {len(draw)} plots beside it")
    print("next   look at the plots; then: uv run poe handover")
