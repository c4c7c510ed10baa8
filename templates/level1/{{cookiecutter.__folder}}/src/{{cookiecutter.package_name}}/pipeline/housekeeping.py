"""Delete what is older than [retention] days: logged predictions, runs and their files.

Kept whatever its age: the champion and the one before, each version whose predictions are still
logged, what the newest labelled batches are judged by, and the newest run.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from .. import operations

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
        predictions = _forget_predictions(operations.now() - age)
        trainings = _delete_trainings(datetime.now(UTC) - age)
        runs = _delete_runs(datetime.now(UTC) - age)
    return (
        f"older than {days} days and deleted: {predictions} prediction(s), {trainings} record(s)"
        f" of trainings with their files, {runs} run(s) of the pipeline"
    )


def _forget_predictions(before: datetime) -> int:
    from ..monitoring import predictions

    arrived = sorted(predictions.arrivals().values())
    if len(arrived) < JUDGED:
        return 0
    return predictions.delete(min(before, arrived[-JUDGED]))


def _delete_trainings(before: datetime) -> int:
    """Records in MLflow, with plots, models and the versions made of them."""
    from ..registry import tracking, versions

    known = versions.versions()
    kept = _versions_to_keep()
    runs_to_keep = {version.run_id for number, version in known.items() if number in kept}
    old = [run for run in tracking.runs_before(before) if run not in runs_to_keep]
    for number, version in known.items():
        if version.run_id in old:
            versions.delete(number)
    tracking.delete(old)
    return len(old)


def _versions_to_keep() -> set[int]:
    from ..monitoring import predictions
    from ..registry import versions

    kept = set(predictions.read()["version"])
    if champion := versions.champion():
        kept |= {champion.number, versions.predecessor(champion)}
    return kept


def _delete_runs(before: datetime) -> int:
    """Dagster's records, and what the runs have written."""
    import dagster as dg

    from .home import instance

    ended = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    with instance() as dagster:
        newest = [run.run_id for run in dagster.get_runs(limit=1)]
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
