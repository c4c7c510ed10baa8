"""What one step hands to the next, as files."""

from typing import Any

import dagster as dg

from ..core import models
from ..core.errors import ProjectError
from ..core.files import sha256, write_whole
from ..operations import STATE

STEPS = STATE / "steps"
DIGEST = "sha256"


class VerifiedFiles(dg.IOManager):
    """One file an asset, the newest value; its hash is in Dagster's record of the run.

    Reading such a file can run code, so only what a step of this pipeline wrote is read.
    """

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        path = STEPS / f"{context.asset_key.to_python_identifier()}.joblib"
        write_whole(path, lambda part: models.save(part, obj))
        context.add_output_metadata({DIGEST: sha256(path)})

    def load_input(self, context: dg.InputContext) -> Any:
        key = context.asset_key
        event = context.instance.get_latest_materialization_event(key)
        made = event.asset_materialization if event else None
        if made is None or DIGEST not in made.metadata:
            raise ProjectError(f"{key.to_user_string()} has not been made: run the whole pipeline")
        path = STEPS / f"{key.to_python_identifier()}.joblib"
        return models.load(path, str(made.metadata[DIGEST].value))
