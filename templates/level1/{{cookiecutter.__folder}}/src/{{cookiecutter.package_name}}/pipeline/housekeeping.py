"""Delete what is older than [retention] days: logged predictions, runs and their files.

Kept whatever its age: the champion and the one before, each version whose predictions are still
logged, what the newest labelled batches are judged by, and the newest retraining.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from .. import operations
from ..monitoring import predictions
from ..registry import tracking, versions
from .home import instance
from .runs import JOB

# As many labelled batches in a row as monitoring judges together, and the one before: what is
# asked after its arrival is for those.
JUDGED = 4


def tidy() -> str:
    """Do it; returns what was deleted, in one line.

    Raises:
        ProjectError: a database can't be read or written.
    """
    days = operations.load().retention.days
    if not days:
        return "nothing deleted: [retention] days = 0 in operations.toml keeps everything"
    age = timedelta(days=days)
    with operations.lock("housekeeping"):
        rows = _forget_predictions(operations.now() - age)
        records = _delete_records(datetime.now(UTC) - age)
        runs = _delete_runs(datetime.now(UTC) - age)
    return (
        f"deleted what was older than {days} days: {rows} prediction(s), {records} record(s) in"
        f" MLflow with their files, {runs} run(s) in Dagster"
    )


def _forget_predictions(before: datetime) -> int:
    arrived = sorted(predictions.arrivals().values())
    if len(arrived) < JUDGED:
        return 0
    return predictions.delete(min(before, arrived[-JUDGED]))


def _delete_records(before: datetime) -> int:
    """Runs in MLflow with plots and models, and the versions made of them."""
    known, champion = versions.versions(), versions.champion()
    serving = (champion.number, versions.predecessor(champion)) if champion else ()
    kept = {*predictions.versions(), *serving}
    old = set(tracking.runs_before(before))
    old -= {version.run_id for number, version in known.items() if number in kept}
    for number, version in known.items():
        if version.run_id in old:
            versions.delete(number)
    tracking.delete(sorted(old))
    return len(old)


def _delete_runs(before: datetime) -> int:
    """Dagster's records, and what the runs have written."""
    ended = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    with instance() as dagster:
        newest = [run.run_id for run in dagster.get_runs(dg.RunsFilter(job_name=JOB), limit=1)]
        earlier = dagster.get_runs(dg.RunsFilter(statuses=ended, created_before=before))
        old = [run.run_id for run in earlier if run.run_id not in newest]
        for run_id in old:
            dagster.delete_run(run_id)
            dagster.compute_log_manager.delete_logs(prefix=[run_id])
            # The run's events are in a file of their own, which Dagster only empties.
            for path in Path(dagster.root_directory, "history", "runs").glob(f"{run_id}.db*"):
                path.unlink()
    return len(old)


def main() -> None:
    print(tidy())
