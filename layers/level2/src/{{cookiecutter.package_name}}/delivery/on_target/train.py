"""One run of the pipeline, after the one that is going already."""

from typing import Annotated

from ...core.errors import ProjectError


def main(
    *,
    minutes: Annotated[int, "to wait for the run that is going"] = 20,
    accept_quarantine: Annotated[bool, "a newest batch that is quarantined is no failure"] = False,
) -> None:
    from filelock import Timeout

    from ...operations import STATE
    from ...pipeline import retrain, runs
    from ...pipeline.validation import REFUSED

    STATE.mkdir(parents=True, exist_ok=True)
    try:
        runs.LOCK.acquire(timeout=minutes * 60)
    except Timeout:
        raise ProjectError(f"the run that is going doesn't end within {minutes} minutes") from None
    try:
        retrain.main()
    except ProjectError as error:
        if not (accept_quarantine and REFUSED in str(error)):
            raise
        print(f"warning: not trained: {error}")
