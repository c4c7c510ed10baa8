"""Backtest variants of the pipeline against each other, before one of them is merged."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from ..core import params
from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import folder_written_whole, write_json, write_text
from ..core.paths import REPORTS
from ..core.tables import landed_months, read_landed
from ..pipeline.landing import code_version
from ..problem import metrics, plots, source
from ..steps.extract import extract
from . import against, report
from .backtest import backtest, months_to_forecast
from .result import Result, Tried
from .variants import AS_IT_IS, Variant, distinct, from_file, typed

TITLE = "Backtest"
NOTHING_CHANGED = "Nothing that a forecast depends on has changed: not backtested."
AFTER = "after"
EXPERIMENTS = REPORTS / "experiments"


def experiment(variants: Sequence[Variant], months: Sequence[str], processes: int) -> list[Tried]:
    """Backtest the variants with this checkout's code."""
    tables = {month: read_landed(month) for month in landed_months() if month <= months[-1]}
    scores = backtest(tables, variants, months, processes)
    code = code_version()
    return [
        Tried(
            name=variant.name,
            code=code,
            params=variant.params.model_dump(exclude={"data": {"until"}}),
            by_month=scores[variant.name],
        )
        for variant in variants
    ]


def record(result: Result, name: str, files: Path) -> None:
    """Keep each variant as a run in the tracker.

    Raises:
        ProjectError: the tracker can't be reached.
    """
    # Slow to import, and not needed where nothing is recorded.
    from .. import tracking

    for tried in result.tried:
        tracking.record(
            f"{name}: {tried.name}",
            tags={"experiment": name, "variant": tried.name, "code": tried.code},
            params={
                f"{section}.{key}": value
                for section, values in tried.params.items()
                for key, value in values.items()
            },
            metrics={f"backtest_{result.measure}": tried.mean()},
            by_month={f"backtest_{result.measure}_by_month": tried.primary()},
            files=files,
        )


def _arguments() -> argparse.Namespace:
    arguments = parser("experiment", __doc__)
    arguments.add_argument(
        "file", type=Path, nargs="?", help="variants, such as experiments/training_window.toml"
    )
    arguments.add_argument(
        "--variant",
        nargs="+",
        action="append",
        default=[],
        metavar=("NAME", "KEY=VALUE"),
        help='one more, such as: --variant "half a year" data.window_months=6',
    )
    arguments.add_argument(
        "--against",
        metavar="REF",
        help="compare with the code, parameters and environment of this commit or branch",
    )
    arguments.add_argument(
        "--from",
        dest="first",
        metavar="YYYY-MM",
        help="first month to forecast (default: the one after [data] until in params.toml)",
    )
    arguments.add_argument("--until", metavar="YYYY-MM", help="last one (default: the newest)")
    arguments.add_argument(
        "--extract", action="store_true", help="land all months that the source has, first"
    )
    arguments.add_argument(
        "--processes",
        type=_at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help="at a time (default: as many as there are processors)",
    )
    arguments.add_argument("--no-record", action="store_true", help="leave the tracker alone")
    arguments.add_argument(
        "--result", type=Path, metavar="FILE", help="write the result there, as JSON, and no report"
    )
    return arguments.parse_args()


def _at_least_one(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _months(first: str | None, last: str | None, until: str) -> list[str]:
    """The months to forecast: by default those that have landed after the parameters' last one."""
    landed = landed_months()
    last = params.month(last) if last else max(landed, default=until)
    if last > max(landed, default=last):
        raise ProjectError(f"{last} has not landed: run `uv run poe extract --until {last}` first")
    if first and params.month(first) > last:
        raise ProjectError(f"--from {first} is after the last month, {last}")
    if first:
        return months_to_forecast(landed, first, last)
    after = next((month for month in landed if month > until), None)
    if after is None:
        raise ProjectError(
            f"no month after {until} ([data] until in params.toml) has landed:"
            " run `uv run poe extract --until YYYY-MM` first"
        )
    return months_to_forecast(landed, after, last)


def _compare(
    variants: list[Variant], ref: str | None, months: Sequence[str], processes: int
) -> tuple[list[Tried], list[str]]:
    """What was tried, the basis of comparison first, and what to say about it."""
    if ref is None:
        return experiment(variants, months, processes), []
    commit = against.commit(ref)
    named = f"{against.BEFORE}: `{commit[:12]}` ({ref})"
    if not against.has_backtest(commit):
        return experiment(variants, months, processes), [f"{named} has no backtest yet"]
    before = against.measure(commit, months)
    return [before, *experiment(variants, months, processes)], [named]


def _write_nothing_changed(folder: Path) -> None:
    with folder_written_whole(folder) as part:
        write_text(part / "report.md", f"## {TITLE}\n\n{NOTHING_CHANGED}\n")
    print(NOTHING_CHANGED)
    wrote(folder / "report.md")


def _write(folder: Path, result: Result, notes: list[str]) -> None:
    with folder_written_whole(folder) as part:
        write_json(part / "result.json", result.model_dump())
        write_text(part / "report.md", report.markdown(result, TITLE, notes))
        plots.save(report.draw(result), part / "by_month.png")
    print(report.text(result))
    print(report.headline(result))
    wrote(*sorted(folder.iterdir()))


@command
def main() -> None:
    chosen = _arguments()
    base = params.load()
    here = Variant(AFTER if chosen.against else AS_IT_IS, base)
    others = from_file(chosen.file, base) if chosen.file else []
    others += [typed(words, base) for words in chosen.variant]
    variants = distinct([here, *others])
    name = chosen.file.stem if chosen.file else "change" if chosen.against else "backtest"
    folder = EXPERIMENTS / name
    if chosen.against and not others and against.same(against.commit(chosen.against)):
        _write_nothing_changed(folder)
        return
    if chosen.extract:
        extract(max(source.months(), default=""))
    months = _months(chosen.first, chosen.until, base.data.until)
    tried, notes = _compare(variants, chosen.against, months, chosen.processes)
    result = Result(measure=metrics.PRIMARY, months=months, tried=tried)
    if chosen.result:
        write_json(chosen.result, result.model_dump())
        return
    _write(folder, result, notes)
    if not chosen.no_record:
        record(result, name, folder)
        next_step("see the runs beside those of the pipeline in MLflow's page")


if __name__ == "__main__":
    main()
