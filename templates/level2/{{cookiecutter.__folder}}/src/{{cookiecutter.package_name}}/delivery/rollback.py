"""Return a target to the release before, and to the model that served when it was replaced."""

from typing import Annotated

from .deploy import Target
from .reach import ask, call, reach


def main(
    *,
    target: Target = "local",
    job: Annotated[str, "only what the deployment of this name has made live"] = "",
    to_nothing: Annotated[bool, "take the only release away; then nothing is live"] = False,
    model: Annotated[bool, "only the model: to the champion before, by the same release"] = False,
) -> None:
    with reach(target) as there:
        if model:
            call(there, "pipeline.rollback")
            return
        done = ask(there, do="roll back", job=job, to_nothing=to_nothing)
    if done["rolled_back"]:
        print(f"{target}: {done['live'] or 'nothing'} is live, {done['rolled_back']} no longer")
    else:
        print(f"{target}: {done['live'] or 'nothing'} is live, as before: nothing rolled back")
