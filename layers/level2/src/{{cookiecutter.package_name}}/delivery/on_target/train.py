"""One run of the pipeline, after the one that is going already."""

from typing import Annotated

from ...core.errors import ProjectError

# To wait for the run that is going.
MINUTES = 20


def main(
    *,
    accept_quarantine: Annotated[bool, "a newest batch that is quarantined is no failure"] = False,
) -> None:
    from filelock import Timeout

    from ...operations import STATE
    from ...pipeline import retrain, runs
    from ...pipeline.validation import REFUSED

    STATE.mkdir(parents=True, exist_ok=True)
    try:
        runs.LOCK.acquire(timeout=MINUTES * 60)
    except Timeout:
        raise ProjectError(f"the run that is going doesn't end within {MINUTES} minutes") from None
    try:
        retrain.main()
    except ProjectError as error:
        if not (accept_quarantine and REFUSED in str(error)):
            raise
        print(f"warning: not trained: {error}")
