"""Everything that monitoring finds, as data; the report only shows it."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import pandas as pd

from .. import operations
from ..core import batches, contract, params, scores
from ..core.batches import BATCH
from ..core.errors import ProjectError
from ..problem import features, metrics
from ..problem.schema import TIME, Inputs
from ..registry import versions as registry
from . import predictions
from .drift import COLUMNS, drift
from .performance import by_batch, labelled_predictions

log = logging.getLogger(__name__)

# So many labelled batches in a row beyond the bound, each by a freshly trained model, and
# retraining has stopped to help.
STALLED = 3

# Looked at for drift and volumes: the newest that fit the page's width.
SHOWN = 18

# Where rows have no time, this stands for the batch that will bring their labels.
UNLABELLED = "no label yet"

NO_DRIFT = pd.DataFrame(columns=[*COLUMNS, "batch"])


@dataclass(frozen=True)
class Findings:
    """All figures of one look.

    measured: batch, rows, measures, model_versions, promised (what the gate measured on the
        versions that served, weighted by their rows; NaN if unknown), beyond (the bound).
    drift: the columns of drift.drift, and batch; each batch against what the version that served
        most of it was trained on. The newest batch comes first.
    volumes: batch, predictions, rows (distinct), labelled (of those).
    """

    champion: registry.Version | None
    registry_problem: str
    bound: float
    measured: pd.DataFrame
    drift: pd.DataFrame
    volumes: pd.DataFrame

    @property
    def newest(self) -> dict[str, Any] | None:
        """The newest labelled batch, or None."""
        return self.measured.to_dict("records")[-1] if len(self.measured) else None

    @property
    def verdict(self) -> str:
        """no_predictions, no_labels, within_bound, beyond_bound, or stalled: beyond the bound
        batch after batch although each was served by a newly trained model."""
        if self.volumes.empty:
            return "no_predictions"
        if self.measured.empty:
            return "no_labels"
        last = self.measured.tail(STALLED)
        if not last["beyond"].iloc[-1]:
            return "within_bound"
        retrained = len({max(served) for served in last["model_versions"]}) == STALLED
        return "stalled" if last["beyond"].all() and retrained else "beyond_bound"

    def as_data(self) -> dict[str, Any]:
        """The same for machines: plain types, fit for JSON."""
        champion = self.champion
        return {
            "verdict": self.verdict,
            "metric": metrics.PRIMARY,
            "bound": self.bound,
            "champion": asdict(champion) | {"created": str(champion.created)} if champion else None,
            "registry_problem": self.registry_problem or None,
            "batches": _records(self.measured),
            "drift": _records(self.drift),
            "volumes": _records(self.volumes),
        }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    # JSON has no NaN.
    return table.astype(object).where(table.notna(), None).to_dict("records")


def look() -> Findings:
    """Read the prediction log, the labels and the registry.

    Raises:
        ProjectError: the prediction log can't be read, or a setting is wrong. An unreachable
            registry costs the report only what the registry knows.
    """
    settings = operations.load()
    try:
        champion, versions, problem = registry.champion(), registry.versions(), ""
    except ProjectError as error:
        champion, versions, problem = None, {}, str(error)
    joined = labelled_predictions()
    asked = _recent(joined)
    bound = settings.triggers.performance_bound
    measured = against_promise(by_batch(joined), joined, versions)
    beyond = [scores.better(bound, value) for value in measured[metrics.PRIMARY]]
    return Findings(
        champion=champion,
        registry_problem=problem,
        bound=bound,
        measured=measured.assign(beyond=pd.Series(beyond, measured.index, dtype=bool)),
        drift=_drift(asked, versions, settings.monitoring),
        volumes=_volumes(asked, joined),
    )


def _recent(joined: pd.DataFrame) -> pd.DataFrame:
    """What was asked about the newest batches, each row with its batch."""
    if TIME:
        _, latest = predictions.newest()
        (newest,) = batches.of(pd.Series([latest or operations.now()]))
        times = batches.span(batches.earlier(newest, SHOWN - 1))[0], batches.span(newest)[1]
        asked = predictions.answers(times=times, inputs=True)
        return asked.assign(**{BATCH: batches.of(asked["time"])})
    asked = predictions.answers(inputs=True)
    brought = joined.drop_duplicates("key", keep="last").set_index("key")[BATCH]
    asked = asked.assign(**{BATCH: asked["key"].map(brought).fillna(UNLABELLED)})
    shown = sorted(asked[BATCH].unique(), key=lambda name: (name == UNLABELLED, name))[-SHOWN:]
    return asked[asked[BATCH].isin(shown)]


def against_promise(
    measured: pd.DataFrame, joined: pd.DataFrame, versions: Mapping[int, registry.Version]
) -> pd.DataFrame:
    """`measured` with the column promised: the measure that decides, as the gate saw it."""
    promises = {
        number: version.metrics.get(metrics.PRIMARY) for number, version in versions.items()
    }
    promised = joined["version"].map(promises).astype(float).groupby(joined[BATCH]).mean()
    return measured.assign(promised=measured["batch"].map(promised).astype(float))


def _drift(
    asked: pd.DataFrame,
    versions: Mapping[int, registry.Version],
    settings: operations.Monitoring,
) -> pd.DataFrame:
    landed, window = batches.landed(), params.load().data.window
    # Most batches belong to the training of most versions: read each once.
    read = cache(lambda name: features.build(batches.read(name)[contract.columns(Inputs)]))
    found = []
    for name, rows in asked.groupby(BATCH):
        version = versions.get(int(rows["version"].mode()[0]))
        if len(rows) < settings.min_rows or version is None:
            continue
        trained_on = [known for known in landed if known <= version.newest_batch][-window:]
        inputs = pd.DataFrame(rows["inputs"].tolist())
        try:
            now = contract.check(inputs, Inputs, f"predictions for {name}")
        except ProjectError as error:
            # They were checked when they came in: the contract has changed since.
            log.warning("no drift for %s: %s", name, str(error).splitlines()[0])
            continue
        if trained_on:
            then = pd.concat([read(known) for known in trained_on])
            found.append(drift(then, features.build(now), settings).assign(batch=name))
    newest_first = found[::-1]
    return pd.concat(newest_first, ignore_index=True) if found else NO_DRIFT


def _volumes(asked: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    times_asked = asked.groupby(BATCH)["asked"]
    volumes = pd.DataFrame({"predictions": times_asked.sum(), "rows": times_asked.size()})
    labelled = joined.groupby(BATCH).size().reindex(volumes.index, fill_value=0)
    return volumes.assign(labelled=labelled).rename_axis("batch").reset_index()
