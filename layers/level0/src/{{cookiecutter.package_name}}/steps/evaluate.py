"""Score the candidate and the naive baseline on the months that neither has seen."""

from typing import Any

import pandas as pd
from tqdm import tqdm

from ..core import models
from ..core.code import decisive_code
from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, read_json, sha256, write_json
from ..core.paths import EVALUATION, MODELS, shown
from ..problem import features, metrics, plots
from ..problem.model import predict
from ..problem.schema import TARGET
from .prepare import HOLDOUT, TRAINING, Split
from .train import RECORD, load_prepared

METRICS = EVALUATION / "metrics.json"


def score(data: Split, candidate: Any, baseline: Any) -> pd.DataFrame:
    """All rows with three columns more: predicted, baseline, held_out (True in the holdout)."""
    rows = data.all
    seen = features.build(rows)
    return rows.assign(
        predicted=predict(candidate, seen),
        baseline=predict(baseline, seen),
        held_out=rows.index >= len(data.training),
    )


def measure_holdout(scored: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Measures of candidate and baseline on the holdout alone."""
    holdout = scored[scored["held_out"]]
    return {
        "candidate": metrics.measure(holdout[TARGET], holdout["predicted"]),
        "baseline": metrics.measure(holdout[TARGET], holdout["baseline"]),
    }


def better(measured: dict[str, dict[str, float]]) -> bool:
    """Whether the candidate beats the baseline."""
    candidate, baseline = (measured[name][metrics.PRIMARY] for name in ("candidate", "baseline"))
    return candidate < baseline if metrics.LOWER_IS_BETTER else candidate > baseline


def _table(measured: dict[str, dict[str, float]]) -> str:
    names = list(measured["candidate"])
    lines = [" " * 10 + "".join(f"{name:>10}" for name in names)]
    lines += [
        f"{who:10}" + "".join(f"{values[name]:>10.3f}" for name in names)
        for who, values in measured.items()
    ]
    return "\n".join(lines)


@command
def main() -> None:
    parser("evaluate", __doc__).parse_args()
    record = read_json(RECORD, "train")
    if record["data"] != {path.name: sha256(path) for path in (TRAINING, HOLDOUT) if path.exists()}:
        raise ProjectError(
            f"{shown(MODELS)} was not trained on what is in {shown(TRAINING.parent)}:"
            " run `uv run poe train` first"
        )
    if record["code"] != decisive_code():
        raise ProjectError("the code changed since the training: run `uv run poe train` first")
    data = load_prepared()
    candidate, baseline = (
        models.load(MODELS / name, record["models"][name])
        for name in ("candidate.joblib", "baseline.joblib")
    )
    scored = score(data, candidate, baseline)
    measured = measure_holdout(scored)
    with folder_written_whole(EVALUATION) as folder:
        for name, draw in tqdm(
            plots.EVALUATION.items(), desc="evaluate", unit="plot", disable=None
        ):
            plots.save(draw(scored), folder / f"{name}.png")
        write_json(
            folder / METRICS.name,
            {
                "holdout_months": record["holdout_months"],
                "rows": int(scored["held_out"].sum()),
                "primary": metrics.PRIMARY,
                **measured,
                "models": record["models"],
            },
        )
    print(f"holdout: {', '.join(record['holdout_months'])}")
    print(_table(measured))
    if not better(measured):
        print(f"note   the model does not beat the naive baseline ({metrics.PRIMARY})")
    wrote(METRICS, *(EVALUATION / f"{name}.png" for name in plots.EVALUATION))
    next_step("look at the plots; then: uv run poe handover")
