"""On a target: what monitoring finds there, as JSON."""

import json

from ..core.command import command
from ..monitoring.findings import look


@command
def main() -> None:
    print(json.dumps(look().as_data()))
