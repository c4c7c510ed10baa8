"""Where models are fitted: on all cores of this machine, or on a cluster."""

from collections.abc import Generator
from contextlib import contextmanager

from joblib import parallel_config

from ..core.errors import ProjectError


@contextmanager
def workers(dask: str) -> Generator[None]:
    """Where models are fitted meanwhile: on all cores here, or on the cluster of a Dask scheduler.

    Raises:
        ProjectError: there is no such scheduler, or its workers run other code than this.
    """
    if not dask:
        # One thread each, or the processes get into each other's way.
        with parallel_config("loky", n_jobs=-1, inner_max_num_threads=1):
            yield
        return
    with _cluster(dask), parallel_config("dask"):
        yield


@contextmanager
def _cluster(address: str) -> Generator[None]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ProjectError("--dask needs a library: uv sync --extra dask") from error
    from ..pipeline.landing import CODE, code_digest

    code = (*CODE, "experiment")
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise ProjectError(f"no Dask scheduler at {address}: {error}") from error
    with client:
        try:
            theirs = set(client.run(code_digest, code).values())
        except ImportError:
            theirs = set()
        if theirs != {code_digest(code)}:
            raise ProjectError(f"{address}: no workers, or workers without this project's code")
        yield
