"""Backtest variants of the pipeline against each other, before one of them is merged.

The first is params.toml as it is. With a file that has a [search], Optuna chooses a variant on
the older batches, and the newest ones say what it is worth.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd

from ..core import batches, params, scores
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json, write_text
from ..core.params import Params
from ..core.paths import REPORTS, shown
from ..problem import metrics, plots
from ..problem.schema import TIME
from ..steps.extract import extract as land
from . import against as other
from . import report
from .backtest import backtest, need_training, read, to_forecast
from .search import Search, search
from .variants import Variant, from_file, settings, typed
from .workers import workers

AS_IT_IS, AFTER = "as it is", "after"
EXPERIMENTS = REPORTS / "experiments"
NOTHING_CHANGED = "Nothing that a forecast depends on has changed: not backtested."
Keep = Callable[[pd.DataFrame, Mapping[str, report.Params]], None]


def find(
    space: Search, base: Params, rows: pd.DataFrame, forecast: Sequence[str], keep: Keep
) -> Variant:
    """The variant that does best on these batches, of those that are tried.

    keep: is given what was tried, scores and parameters, a few at a time.

    Raises:
        ProjectError: a key doesn't exist, or an end of a range is no value for it.
    """
    for text in space.ends():
        need_training(rows, [typed(text, base)], forecast)

    def losses(tries: list[str]) -> dict[str, float]:
        variants = [typed(text, base) for text in tries]
        table = backtest(rows, variants, forecast)
        keep(table, parameters(variants))
        return {text: scores.loss(table[text].mean()) for text in tries}

    return typed(search(space, losses), base)


def parameters(variants: Sequence[Variant]) -> dict[str, report.Params]:
    """Those of each variant, but for the one that the backtest moves.

    Raises:
        ProjectError: two variants have one name.
    """
    found: dict[str, report.Params] = {
        one.name: one.params.model_dump(exclude={"data": {"until"}}) for one in variants
    }
    if len(found) < len(variants):
        raise ProjectError(f"two variants have one name, among: {', '.join(found)}")
    return found


def record(
    experiment: str,
    table: pd.DataFrame,
    tried: Mapping[str, report.Params],
    files: Path | None = None,
) -> None:
    """Keep each variant as a run in MLflow.

    Raises:
        ProjectError: MLflow can't be reached.
    """
    # Slow to import, and not needed where nothing is recorded.
    from ..pipeline.landing import code_version
    from ..registry import tracking

    measure = f"backtest_{metrics.PRIMARY}"
    for name, values in table.to_dict().items():
        tracking.record(
            f"{experiment}: {name}",
            tags={"experiment": experiment, "variant": name, "code": code_version()},
            params={
                f"{section}.{key}": value
                for section, keys in tried[name].items()
                for key, value in keys.items()
            },
            metrics={measure: table[name].mean()},
            by_batch={f"{measure}_by_batch": values},
            files=files,
        )


def toml(variant: Variant) -> str:
    """What it overrides, as lines for params.toml."""
    return "\n".join(
        line
        for section, keys in settings(variant.name).items()
        for line in [f"[{section}]", *(f"{key} = {json.dumps(keys[key])}" for key in keys)]
    )


def _beside_commit(
    commit: str, ref: str, table: pd.DataFrame, tried: dict[str, report.Params]
) -> tuple[pd.DataFrame, dict[str, report.Params], str]:
    """Scores, parameters and a note, with the project as it was at that commit in front."""
    note = f"{other.BEFORE}: `{commit[:12]}` ({ref})"
    if not other.has_backtest(commit):
        return table, tried, f"{note} has no backtest yet"
    before, theirs = other.measure(commit, table.index[0], table.index[-1])
    both = pd.concat([before, table], axis=1, join="inner")
    return both, {other.BEFORE: theirs, **tried}, note


def _write(
    folder: Path, table: pd.DataFrame, tried: Mapping[str, report.Params], notes: Sequence[str]
) -> None:
    with folder_written_whole(folder) as part:
        write_json(part / "result.json", _result(table, tried))
        write_text(part / "report.md", report.markdown(table, tried, notes))
        plots.save(report.draw(table), part / "by_batch.png")
    print(pd.concat([report.by_batch(table), report.summed_up(table)]).to_string())
    print(report.headline(table))
    print(f"wrote  {shown(folder)}: report.md, by_batch.png, result.json")


def _result(table: pd.DataFrame, tried: Mapping[str, report.Params]) -> dict[str, Any]:
    return {"measure": metrics.PRIMARY, "params": tried, "scores": table.to_dict()}


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
    result: Annotated[Path | None, "write the result there, as JSON, and nothing else"] = None,
) -> None:
    if TIME is None:
        raise ProjectError("a backtest needs to know what came first: TIME in schema.py is None")
    base = params.load()
    variants, space = from_file(file, base) if file else ([], None)
    variants += [typed(variant, base)] if variant else []
    name = file.stem if file else "change" if against else "backtest"
    commit = other.commit(against) if against else ""
    if commit and not (variants or space) and other.same(commit):
        with folder_written_whole(EXPERIMENTS / name) as folder:
            write_text(folder / "report.md", f"## Backtest\n\n{NOTHING_CHANGED}\n")
        print(NOTHING_CHANGED)
        return
    if extract:
        land()
    forecast = to_forecast(batches.landed(), since, until, base.data.until)
    rows = read(forecast[-1])
    recorded = not (no_record or result)
    with workers(dask):
        if space:
            seen, forecast = space.split(forecast)
            keep = partial(record, f"{name}, tries") if recorded else lambda table, tried: None
            variants.append(find(space, base, rows, seen, keep))
        compared = [Variant(AFTER if against else AS_IT_IS, base), *variants]
        tried = parameters(compared)
        table = backtest(rows, compared, forecast)
    notes = []
    if commit:
        table, tried, note = _beside_commit(commit, against, table, tried)
        notes.append(note)
    if result:
        write_json(result, _result(table, tried))
        return
    folder = EXPERIMENTS / name
    _write(folder, table, tried, notes)
    if recorded:
        record(name, table, tried, folder)
    if space:
        figure = f"mean {metrics.PRIMARY} {table[variants[-1].name].mean():.3f}"
        print(f"next   put into params.toml ({figure} on {batches.ranges(forecast)}, unseen):")
        print(toml(variants[-1]))
