"""What monitoring finds on this target, as JSON."""

import json

from ...monitoring import predictions
from ...monitoring.findings import look
from ...operations import now


def main() -> None:
    asked = predictions.read()["asked_at"]
    silent = (now() - asked.max()).total_seconds() / 86400 if len(asked) else None
    print(json.dumps(look().as_data() | {"silent_days": silent}))
