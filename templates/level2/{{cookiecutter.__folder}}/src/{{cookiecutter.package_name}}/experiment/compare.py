"""Backtest variants of the pipeline against each other, before one of them is merged.

The first is params.toml as it is. With a file that has [ranges], Optuna chooses a variant on the
older batches, and the newest ones say what it is worth.
"""

import re
import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd

from ..core import batches, params
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json, write_text
from ..core.params import Params
from ..core.paths import REPORTS, shown
from ..problem import metrics
from ..problem.schema import TIME
from ..steps.extract import extract as land
from . import against as other
from . import report, variants
from .backtest import Variants, backtest, read, to_forecast, workers
from .search import search
from .variants import Experiment

AS_IT_IS, BEFORE, AFTER = "as it is", "before", "after"
EXPERIMENTS = REPORTS / "experiments"
NOTHING_CHANGED = "Nothing that a forecast depends on has changed: not backtested."


def plain(chosen: Params) -> dict[str, Any]:
    """The parameters by "section.key", but for the one that the backtest moves."""
    return variants.flat(chosen.model_dump(mode="json", exclude={"data": {"until"}}))


def record(experiment: str, table: pd.DataFrame, compared: Variants) -> None:
    """Keep each variant as a run in MLflow.

    Raises:
        ProjectError: MLflow can't be reached.
    """
    # Slow to import, and not needed where nothing is recorded.
    from mlflow.entities import Metric

    from ..pipeline.landing import code_version
    from ..registry import tracking
    from ..registry.connection import client, reachable

    measure = f"backtest_{metrics.PRIMARY}"
    for name, chosen in compared.items():
        run_id = tracking.record(
            f"{experiment}: {name}",
            tags={"experiment": experiment, "variant": name, "code": code_version()},
            params=plain(chosen),
            metrics={measure: table[name].mean()},
        )
        now = time.time_ns() // 1_000_000
        # As its step, a period is its digits (2011-06: 201106): MLflow's page orders by it.
        points = [
            Metric(f"{measure}_by_batch", value, now, int(re.sub(r"\D", "", batch)))
            for batch, value in table[name].items()
        ]
        with reachable():
            client().log_batch(run_id, points)


def _write(folder: Path, table: pd.DataFrame, used: dict[str, dict[str, Any]], note: str) -> None:
    content = {"measure": metrics.PRIMARY, "params": used, "scores": table.to_dict()}
    summary = report.summary(table, used)
    with folder_written_whole(folder) as part:
        write_json(part / "result.json", content)
        write_text(part / "report.md", report.markdown(table, summary, note))
    for part in (table.tail(report.SHOWN), summary):
        print(part.to_string(float_format=report.FORMAT), end="\n\n")
    print(report.headline(table, summary))
    print(f"wrote  {shown(folder)}: report.md, result.json")


def main(
    file: Annotated[Path | None, "variants, or ranges to search, as in experiments/"] = None,
    *,
    variant: Annotated[str, "one more, such as: data.window = 6, model.max_iter = 300"] = "",
    against: Annotated[str, "compare with code, parameters and environment of a commit"] = "",
    since: Annotated[str, "first batch to forecast (default: the one after [data] until)"] = "",
    until: Annotated[str, "last batch to forecast (default: the newest)"] = "",
    extract: Annotated[bool, "land all batches that the source has, first"] = False,
    dask: Annotated[str, "fit on the cluster of the Dask scheduler at this address"] = "",
    no_record: Annotated[bool, "leave MLflow alone"] = False,
    to: Annotated[Path | None, "folder to write to (default: one in reports/experiments)"] = None,
) -> None:
    if TIME is None:
        raise ProjectError("a backtest needs to know what came first: TIME in schema.py is None")
    base = params.load()
    experiment = params.read(file, Experiment) if file else Experiment()
    compared = {AFTER if against else AS_IT_IS: base}
    for name, changes in experiment.variants.items():
        compared[name] = variants.override(base, changes, name)
    if variant:
        compared[variant] = variants.typed(variant, base)
    name = file.stem if file else "change" if against else "backtest"
    folder = to or EXPERIMENTS / name
    commit = other.commit(against) if against else ""
    if commit and len(compared) == 1 and not experiment.ranges and other.same(commit):
        write_text(folder / "report.md", f"## Backtest\n\n{NOTHING_CHANGED}\n")
        print(NOTHING_CHANGED)
        return
    if extract:
        land()
    forecast = to_forecast(batches.landed(), since, until, base.data.until)
    rows = read(forecast[-1])
    found = ""
    with workers(dask):
        if experiment.ranges:
            seen, forecast = experiment.split(forecast)
            keep = None if no_record else partial(record, f"{name}, tries")
            found = search(experiment, base, rows, seen, keep)
            compared[found] = variants.typed(found, base)
        table = backtest(rows, compared, forecast)
    used = {name: plain(chosen) for name, chosen in compared.items()}
    note = ""
    if commit:
        note = f"{BEFORE}: {commit[:12]} ({against})"
        if before := other.measure(commit, forecast):
            table.insert(0, BEFORE, pd.Series(before["scores"]))
            table, used = table.dropna(), {BEFORE: before["params"], **used}
        else:
            note += ", which has no backtest yet"
    _write(folder, table, used, note)
    if not no_record:
        record(name, table, compared)
    if found:
        figure = f"mean {metrics.PRIMARY} {report.FORMAT(table[found].mean())}"
        print(f"next   put into params.toml ({figure} on {batches.ranges(forecast)}, unseen):")
        print(variants.lines(found))
