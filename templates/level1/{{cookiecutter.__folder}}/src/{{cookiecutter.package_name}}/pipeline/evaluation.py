"""Score challenger, baseline and champion on the same rows, and record all of it in MLflow."""

import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from ..core import batches
from ..core.batches import BATCH, Split
from ..core.contract import json_schema
from ..core.files import write_json
from ..core.params import Params
from ..problem import features, metrics, plots
from ..problem.model import predict
from ..problem.schema import TARGET, Inputs
from ..registry import tracking, versions
from ..steps import importance
from ..steps.evaluate import measure_holdout, score
from ..steps.train import Fitted
from .gate import schema_changes
from .landing import code_version

log = logging.getLogger(__name__)

CHAMPION = "champion"
# Older batches have had their figures and pictures when they were new.
SHOWN_BATCHES = 36


@dataclass(frozen=True)
class Evaluation:
    """What the gate goes by.

    measured: who -> measure -> value, on the holdout; who is candidate, baseline and, where it
        can be compared, champion. Empty if nothing can be measured there.
    obstacle: why the candidate can't be promoted however good it is.
    """

    run_id: str
    measured: dict[str, dict[str, float]]
    champion: versions.Version | None
    obstacle: str | None

    @property
    def scores(self) -> dict[str, float]:
        """The measure that decides, by who."""
        return {who: values[metrics.PRIMARY] for who, values in self.measured.items()}


def compare(
    champion: versions.Version, holdout: pd.DataFrame, *, accept_schema_change: bool
) -> tuple[pd.DataFrame | None, str | None]:
    """Let the champion predict the holdout, which it must not have been fitted on.

    A champion that was fitted on the holdout's batches is stood in for by its candidate: the same
    recipe fitted without them.

    Returns:
        Its predictions, or why there are none; neither where that is accepted.
    """
    stored = versions.load(champion)
    changes = schema_changes(stored.schema, json_schema(Inputs))
    if changes and not accept_schema_change:
        return None, f"input schema differs from the champion's: {', '.join(changes)}"
    first = str(holdout[BATCH].min())
    if champion.candidate_batch >= first:
        fitted = f"version {champion.number} was fitted on data up to {champion.newest_batch}"
        return None, f"{fitted}: no rows are left to compare on"
    model = stored.model if champion.newest_batch < first else stored.candidate
    seen = features.build(holdout)
    known = list(getattr(model, "feature_names_in_", seen.columns))
    if not (lost := [name for name in known if name not in seen]):
        return predict(model, seen[known]), None
    if accept_schema_change:
        return None, None
    return None, f"the champion needs feature(s) that are gone: {', '.join(lost)}"


def evaluate(
    data: Split,
    fitted: Fitted,
    params: Params,
    *,
    accept_schema_change: bool,
    hashes: Mapping[str, str],
    tags: Mapping[str, str],
) -> Evaluation:
    """Score all three and record the training.

    Args:
        hashes: batch -> SHA-256 of its file, of all batches used.
        tags: what started the run and why.

    Raises:
        RegistryUnavailable: the champion can't be read, or the record not written.
    """
    champion = versions.champion()
    predicted, obstacle = None, None
    if champion:
        predicted, obstacle = compare(
            champion, data.holdout, accept_schema_change=accept_schema_change
        )
    scored = score(_newest(data), fitted.candidate, fitted.baseline)
    held_out = batches.ranges(sorted(data.holdout[BATCH].unique()))
    measured = {}
    try:
        measured = measure_holdout(scored)
        if predicted is not None:
            measured[CHAMPION] = metrics.measure(data.holdout[TARGET], predicted)
    except ValueError as error:
        # One class only, or nothing but zeros: no fault of the model, nor of the next batch.
        measured, obstacle = {}, f"nothing can be measured on {held_out}: {error}"
    settings = params.model_dump(exclude={"data": {"until"}})
    described = {
        "data_from": min(hashes),
        "data_until": max(hashes),
        "holdout": held_out,
        "code": code_version(),
        "compared_with": f"version {champion.number}" if champion else "baseline only",
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _draw(scored, data, fitted, folder)
        write_json(folder / "data.json", {"rows": len(data.all), "sha256": dict(hashes)})
        write_json(folder / "schema.json", json_schema(Inputs))
        run_id = tracking.record(
            f"train {max(hashes)}",
            tags=dict(tags) | described,
            params=pd.json_normalize(settings).to_dict("records")[0],
            metrics={
                f"{who}_{name}": value
                for who, values in measured.items()
                for name, value in values.items()
            },
            files=folder,
        )
    return Evaluation(run_id, measured, champion, obstacle)


def _newest(data: Split) -> Split:
    """The holdout, and the newest of the batches that were trained on."""
    names = sorted(data.training[BATCH].unique())[-SHOWN_BATCHES:]
    return Split(data.training[data.training[BATCH].isin(names)], data.holdout)


def _draw(scored: pd.DataFrame, data: Split, fitted: Fitted, folder: Path) -> None:
    def weights(_: pd.DataFrame) -> Figure:
        return importance.picture(importance.permutation(fitted.candidate, data.holdout))

    for name, draw in {**plots.EVALUATION, "importance": weights}.items():
        try:
            plots.save(draw(scored), folder / f"{name}.png")
        # Of whatever the picture is drawn with; a training isn't lost for a picture.
        except Exception as error:
            log.warning("no picture %s: %s", name, error)
