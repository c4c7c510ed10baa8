"""Score challenger, baseline and champion on the same rows, and record all of it in MLflow."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import registry, tracking
from ..core.files import write_json
from ..core.json_schema import record_schema
from ..core.params import Params
from ..problem import features, metrics, plots
from ..problem.model import predict
from ..problem.schema import INPUTS, TARGET
from ..steps.evaluate import measure_holdout, score
from ..steps.prepare import Split, months_of
from ..steps.train import Fitted
from .landing import code_version

CHAMPION = "champion"


@dataclass(frozen=True)
class Evaluation:
    """What the gate goes by.

    measured: who -> measure -> value, on the holdout; who is candidate, baseline and, where it
        can be compared, champion.
    obstacle: why the candidate can't be promoted however good it is.
    """

    run_id: str
    measured: dict[str, dict[str, float]]
    champion: registry.Version | None
    obstacle: str | None

    @property
    def scores(self) -> dict[str, float]:
        """The measure that decides, by who."""
        return {who: values[metrics.PRIMARY] for who, values in self.measured.items()}


@dataclass(frozen=True)
class Comparison:
    """The champion's predictions for the holdout, or why there are none."""

    predicted: np.ndarray | None
    obstacle: str | None


def compare(
    champion: registry.Version | None, holdout: pd.DataFrame, *, accept_schema_change: bool
) -> Comparison:
    """Let the champion predict the holdout, which it must not have been fitted on.

    A champion that was fitted on the holdout's months is stood in for by its candidate: the same
    recipe fitted without them.
    """
    if champion is None:
        return Comparison(None, None)
    stored = registry.load_stored(champion)
    changes = schema_changes(stored.schema, record_schema(INPUTS))
    if changes and not accept_schema_change:
        return Comparison(None, f"input schema differs from the champion's: {', '.join(changes)}")
    first = str(months_of(holdout).min())
    if champion.data_until < first:
        model = stored.model
    elif champion.candidate_until < first:
        model = stored.candidate
    else:
        return Comparison(
            None,
            f"version {champion.number} was fitted on data up to {champion.data_until}: no rows"
            " are left to compare on",
        )
    seen = features.build(holdout)
    known = list(getattr(model, "feature_names_in_", seen.columns))
    lost = [name for name in known if name not in seen]
    if lost and accept_schema_change:
        return Comparison(None, None)
    if lost:
        return Comparison(None, f"the champion needs feature(s) that are gone: {', '.join(lost)}")
    return Comparison(predict(model, seen[known]), None)


def schema_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields that were added, removed or redefined, as text."""
    before, after = old["properties"], new["properties"]
    return gone_or_new(old, new) + [
        f"{name} changed" for name in before if after.get(name, before[name]) != before[name]
    ]


def gone_or_new(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields that were added or removed, as text."""
    before, after = old["properties"], new["properties"]
    changes = [f"{name} is gone" for name in before if name not in after]
    return changes + [f"{name} is new" for name in after if name not in before]


def evaluate(
    data: Split,
    fitted: Fitted,
    params: Params,
    *,
    accept_schema_change: bool,
    months: Mapping[str, str],
    tags: Mapping[str, str],
) -> Evaluation:
    """Score all three and record the training.

    Args:
        months: month -> SHA-256 of its file, of all months used.
        tags: what started the run and why.

    Raises:
        RegistryUnavailable: the champion can't be read, or the record not written.
    """
    champion = registry.champion()
    comparison = compare(champion, data.holdout, accept_schema_change=accept_schema_change)
    scored = score(data, fitted.candidate, fitted.baseline)
    measured = measure_holdout(scored)
    if comparison.predicted is not None:
        measured[CHAMPION] = metrics.measure(data.holdout[TARGET].to_numpy(), comparison.predicted)
    held_out = months_of(data.holdout)
    described = {
        "data_from": min(months),
        "data_until": max(months),
        "holdout": f"{held_out.min()} to {held_out.max()}",
        "code": code_version(),
        "compared_with": f"version {champion.number}" if champion else "baseline only",
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, draw in plots.EVALUATION.items():
            plots.save(draw(scored), folder / f"{name}.png")
        write_json(folder / "data.json", {"rows": len(scored), "sha256": dict(months)})
        write_json(folder / "schema.json", record_schema(INPUTS))
        run_id = tracking.record(
            f"train {max(months)}",
            tags=dict(tags) | described,
            params=_flat(params),
            metrics={
                f"{who}_{name}": value
                for who, values in measured.items()
                for name, value in values.items()
            },
            by_month=_by_month(scored),
            files=folder,
        )
    return Evaluation(run_id, measured, champion, comparison.obstacle)


def _flat(params: Params) -> dict[str, Any]:
    sections = params.model_dump(exclude={"data": {"until"}})
    return {
        f"{section}.{key}": value
        for section, values in sections.items()
        for key, value in values.items()
    }


def _by_month(scored: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Of every month; what the candidate was fitted on flatters it, the holdout doesn't."""
    curves: dict[str, dict[str, float]] = {}
    for who, column in (("candidate", "predicted"), ("baseline", "baseline")):
        curve = curves[f"{who}_{metrics.PRIMARY}_by_month"] = {}
        for month, rows in scored.groupby(months_of(scored)):
            measured = metrics.measure(rows[TARGET].to_numpy(), rows[column].to_numpy())
            curve[str(month)] = measured[metrics.PRIMARY]
    return curves
