"""Open MLflow's page: every training, every version."""

import os
import sys

from .. import operations

HOST = "127.0.0.1"


def main() -> None:
    from . import tracking

    port = operations.load().pages.mlflow_port
    operations.need_free(HOST, port, "[pages] mlflow_port")
    experiment = tracking.experiment_id()
    inside = f"/#/experiments/{experiment}" if experiment else ""
    print(f"mlflow    http://{HOST}:{port}{inside}", flush=True)
    # Its defaults, four workers and seven job runners, take 1.9 GB of memory.
    os.environ["MLFLOW_SERVER_ENABLE_JOB_EXECUTION"] = "false"
    place = ["--host", HOST, "--port", str(port), "--workers", "1"]
    store = ["--backend-store-uri", operations.tracking_uri()]
    command = [sys.executable, "-m", "mlflow", "ui", *place, *store]
    os.execv(sys.executable, command)
