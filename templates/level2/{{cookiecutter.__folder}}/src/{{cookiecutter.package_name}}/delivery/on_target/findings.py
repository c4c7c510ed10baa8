"""What monitoring finds on this target, as JSON."""

import json
from datetime import timedelta

from ...monitoring import predictions
from ...monitoring.findings import look
from ...operations import now


def main() -> None:
    asked_at, _ = predictions.newest()
    silent = (now() - asked_at) / timedelta(days=1) if asked_at else None
    print(json.dumps(look().as_data() | {"silent_days": silent}))
