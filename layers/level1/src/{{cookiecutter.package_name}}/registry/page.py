"""Open MLflow's page: every training, every version."""

import os

from mlflow.cli import cli

from .. import operations
from . import tracking

HOST = "127.0.0.1"


def main() -> None:
    store = operations.tracking_uri()
    place = f"/#/experiments/{tracking.experiment_id() or 0}"
    if store.startswith("http"):
        print(f"mlflow    {store}{place}")
        return
    port = operations.load().pages.mlflow_port
    operations.need_free(HOST, port, "[pages] mlflow_port")
    # As arguments, addresses with their passwords could be read by other users.
    os.environ["MLFLOW_BACKEND_STORE_URI"] = os.environ["MLFLOW_REGISTRY_STORE_URI"] = store
    # MLflow's defaults, four workers and seven job runners, take 1.9 GB of memory.
    os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"
    os.environ["PYTHONWARNINGS"] = "ignore"
    print(f"mlflow    http://{HOST}:{port}{place}", flush=True)
    quiet = ["--workers", "1", "--uvicorn-opts", "--log-level critical"]
    cli(["ui", "--host", HOST, "--port", str(port), *quiet])
