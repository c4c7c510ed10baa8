"""Ask a target's service for one prediction."""

from typing import Annotated

from .deploy import Target
from .reach import Reach, call, reach
from .targets import SshTarget


def smoke(there: Reach, *options: str) -> None:
    """Let the target ask its service.

    Raises:
        ProjectError: the service isn't ready in time, or doesn't answer as it should.
    """
    question = ["--seconds", str(there.settings.ready_seconds), *options]
    # Where nothing keeps running, a service is started for as long as it is asked.
    if isinstance(there.settings, SshTarget):
        question += ["--url", f"http://127.0.0.1:{there.settings.service_port}"]
    call(there, "delivery.on_target.question", *question)


def main(
    *,
    target: Target = "local",
    allow_no_model: Annotated[bool, "before the first training it need only be alive"] = False,
) -> None:
    with reach(target) as there:
        smoke(there, *(["--allow-no-model"] if allow_no_model else []))
