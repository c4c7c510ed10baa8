"""Runs in MLflow: what was done, on which data, how well."""

import io
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Any

from mlflow.entities import Metric, Param, ViewType

from .. import operations
from .connection import client, experiment_id, experiment_to_write, is_a_server, reachable

# Tags of a run.
OUTCOME = "outcome"
FINGERPRINT = "fingerprint"


def record(
    name: str,
    *,
    tags: Mapping[str, str],
    params: Mapping[str, Any] | None = None,
    metrics: Mapping[str, float] | None = None,
    files: Path | None = None,
) -> str:
    """Record one run, whole; returns its id.

    Args:
        files: folder whose files are attached.

    Raises:
        RegistryUnavailable: it can't be written; if it began, it stays a run that hasn't ended.
        ProjectError: the project's experiment was deleted in MLflow.
    """
    with reachable():
        store = client()
        run = store.create_run(experiment_to_write(), run_name=name, tags=dict(tags))
        run_id = run.info.run_id
        now = time.time_ns() // 1_000_000
        measured = [Metric(key, value, now, 0) for key, value in (metrics or {}).items()]
        chosen = [Param(key, str(value)) for key, value in (params or {}).items()]
        store.log_batch(run_id, measured, chosen)
        if files:
            upload(run_id, files)
        store.set_terminated(run_id)
        return run_id


def upload(run_id: str, folder: Path, inside: str = "") -> None:
    """Attach all files of a folder to a run.

    One by one: whole folders would take over their mode, and those for temporary files are
    closed to other users.
    """
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place = Path(inside, path.relative_to(folder)).parent.as_posix()
        client().log_artifact(run_id, str(path), None if place == "." else place)


def settle(run_id: str, outcome: str) -> None:
    """Note how a training ended; one without a note was cut short and may be repeated."""
    with reachable():
        client().set_tag(run_id, OUTCOME, outcome)


def outcome_of(run_id: str) -> str:
    """How the training that this run records ended; empty if it was cut short."""
    with reachable():
        return client().get_run(run_id).data.tags.get(OUTCOME, "")


def outcome(fingerprint: str) -> str | None:
    """How the training of this data with these parameters and this code ended, if it did."""
    if (experiment := experiment_id()) is None:
        return None
    with reachable():
        # Those of a deleted experiment count as deleted, and were trained all the same.
        found = client().search_runs(
            [experiment],
            f"tags.{FINGERPRINT} = '{fingerprint}' AND tags.{OUTCOME} LIKE '%'",
            run_view_type=ViewType.ALL,
            max_results=1,
        )
        return found[0].data.tags[OUTCOME] if found else None


def runs_before(time: datetime) -> list[str]:
    """Ids of runs that began earlier, but for the newest training: it says what was trained on.

    As many as MLflow lists at once, a thousand.
    """
    if (experiment := experiment_id()) is None:
        return []
    # What a server has deleted is its own to throw away.
    view = ViewType.ACTIVE_ONLY if is_a_server() else ViewType.ALL
    with reachable():
        settled = f"tags.{OUTCOME} LIKE '%'"
        newest = client().search_runs([experiment], settled, ViewType.ALL, max_results=1)
        kept = {run.info.run_id for run in newest}
        earlier = f"attributes.start_time < {int(time.timestamp() * 1000)}"
        found = client().search_runs([experiment], earlier, view)
        return [run.info.run_id for run in found if run.info.run_id not in kept]


def delete(run_ids: list[str]) -> None:
    """Delete runs and their files; on a server, mark them for its own `mlflow gc`."""
    with reachable():
        store = client()
        for run_id in run_ids:
            store.delete_run(run_id)
        # That command throws away deleted experiments as well, which may be restored yet.
        deleted = store.search_experiments(ViewType.DELETED_ONLY, max_results=1)
        if run_ids and not deleted and not is_a_server():
            from mlflow.cli import gc

            uri = operations.tracking_uri()
            place = ["--backend-store-uri", uri, "--tracking-uri", uri]
            with redirect_stdout(io.StringIO()):
                gc.main([*place, "--run-ids", ",".join(run_ids)], standalone_mode=False)
