"""Everything that monitoring finds, as data; the report only shows it."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd

from .. import operations, registry
from ..core import params
from ..core.errors import ProjectError
from ..core.tables import check, landed_months, read_landed
from ..problem import features, metrics
from ..problem.schema import INPUTS
from .drift import COLUMNS, drift
from .performance import by_month, labelled_predictions
from .prediction_log import count_by_month, read_last

log = logging.getLogger(__name__)

# So many labelled months in a row beyond the bound, each by a freshly trained model, and
# retraining has stopped to help.
STALLED_MONTHS = 3

# Looked at for drift and volumes: so many months, up to some ahead of the newest labels. Anybody
# may ask the service for the year 2200.
MONTHS_BACK, MONTHS_AHEAD = 24, 3

NO_DRIFT = pd.DataFrame(columns=[*COLUMNS, "month"])


@dataclass(frozen=True)
class Findings:
    """All figures of one look.

    months: month, rows, measures, model_versions, promised (what the gate measured on the
        versions that served, weighted by their rows; NaN if unknown), beyond (the bound).
    drift: the columns of drift.drift, and month; each month against what the version that served
        most of it was trained on. The newest month comes first.
    volumes: month, predictions, rows (distinct), labelled (of those).
    """

    champion: registry.Version | None
    registry_problem: str
    bound: float
    months: pd.DataFrame
    drift: pd.DataFrame
    volumes: pd.DataFrame

    @property
    def newest(self) -> dict[str, Any] | None:
        """The newest labelled month, or None."""
        return self.months.to_dict("records")[-1] if len(self.months) else None

    @property
    def verdict(self) -> str:
        """no_predictions, no_labels, within_bound, beyond_bound, or stalled: beyond the bound
        month after month although each was served by a newly trained model."""
        if self.volumes.empty:
            return "no_predictions"
        if self.months.empty:
            return "no_labels"
        last = self.months.tail(STALLED_MONTHS)
        if not last["beyond"].iloc[-1]:
            return "within_bound"
        newest_versions = [max(versions) for versions in last["model_versions"]]
        retrained = len(set(newest_versions)) == STALLED_MONTHS
        return "stalled" if last["beyond"].all() and retrained else "beyond_bound"

    def as_data(self) -> dict[str, Any]:
        """The same for machines: plain types, fit for JSON."""
        champion = asdict(self.champion) if self.champion else None
        if champion:
            champion["created"] = champion["created"].isoformat(timespec="seconds")
        return {
            "verdict": self.verdict,
            "metric": metrics.PRIMARY,
            "bound": self.bound,
            "champion": champion,
            "registry_problem": self.registry_problem or None,
            "months": _records(self.months),
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
    except registry.RegistryUnavailable as error:
        champion, versions, problem = None, {}, str(error)
    joined = labelled_predictions()
    newest = max(landed_months(), default=None)
    asked = read_last(operations.predictions_url(), inputs=True, span=_span(newest))
    asked["month"] = asked["timestamp"].dt.strftime("%Y-%m")
    months = _against_promise(by_month(joined), joined, versions)
    bound = settings.triggers.performance_bound
    beyond = months[metrics.PRIMARY] > bound
    months["beyond"] = beyond if metrics.LOWER_IS_BETTER else months[metrics.PRIMARY] < bound
    return Findings(
        champion=champion,
        registry_problem=problem,
        bound=bound,
        months=months,
        drift=_drift(asked, versions, settings.monitoring),
        volumes=_volumes(asked, joined),
    )


def _span(newest: str | None) -> tuple[datetime, datetime] | None:
    if newest is None:
        return None
    year, month = map(int, newest.split("-"))
    months = 12 * year + month - 1
    return _first_day(months - MONTHS_BACK + 1), _first_day(months + MONTHS_AHEAD + 1)


def _first_day(months: int) -> datetime:
    year, month = divmod(months, 12)
    return datetime(year, month + 1, 1)


def _against_promise(
    months: pd.DataFrame, joined: pd.DataFrame, versions: Mapping[int, registry.Version]
) -> pd.DataFrame:
    promises = {
        number: version.metrics.get(metrics.PRIMARY) for number, version in versions.items()
    }
    promised = joined["model_version"].map(promises).astype(float)
    return months.assign(promised=months["month"].map(promised.groupby(joined["month"]).mean()))


def _drift(
    asked: pd.DataFrame,
    versions: Mapping[int, registry.Version],
    settings: operations.Monitoring,
) -> pd.DataFrame:
    window = params.load().data.window_months
    # Most months belong to the training of most versions: read each once.
    read = cache(_features_of)
    found = []
    for month, rows in asked.groupby("month"):
        if len(rows) < settings.min_rows:
            continue
        version = versions.get(int(rows["model_version"].mode()[0]))
        until = version.data_until if version else ""
        trained_on = [known for known in landed_months() if known <= until][-window:]
        then = [known for name in trained_on if (known := read(name)) is not None]
        now = _features_asked(str(month), rows["inputs"])
        if then and now is not None:
            found.append(drift(pd.concat(then), now, settings).assign(month=month))
    newest_first = found[::-1]
    return pd.concat(newest_first, ignore_index=True) if found else NO_DRIFT


def _features_of(month: str) -> pd.DataFrame | None:
    try:
        return features.build(read_landed(month)[list(INPUTS.columns)])
    except ProjectError:
        # Quarantined, so it was not trained on either.
        return None


def _features_asked(month: str, inputs: pd.Series) -> pd.DataFrame | None:
    try:
        rows = check(pd.DataFrame(inputs.tolist()), INPUTS, f"predictions for {month}")
    except ProjectError as error:
        # They were checked when they came in: the contract has changed since.
        log.warning("no drift for %s: %s", month, str(error).splitlines()[0])
        return None
    return features.build(rows)


def _volumes(asked: pd.DataFrame, joined: pd.DataFrame) -> pd.DataFrame:
    months = set(asked["month"])
    logged = count_by_month(operations.predictions_url())
    counted = {month: count for month, count in logged.items() if month in months}
    rows, labelled = (
        part.groupby("month").size().reindex(list(counted), fill_value=0).to_numpy()
        for part in (asked, joined)
    )
    return pd.DataFrame(
        {
            "month": list(counted),
            "predictions": list(counted.values()),
            "rows": rows,
            "labelled": labelled,
        }
    )
