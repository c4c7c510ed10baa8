"""Ask a target's service for one prediction."""

from typing import Annotated

from .deploy import Target
from .reach import Reach, call, reach
from .targets import LocalTarget, SshTarget, find


def smoke(there: Reach, settings: LocalTarget | SshTarget, *options: str) -> None:
    """Let the target ask its service.

    Raises:
        ProjectError: the service isn't ready in time, or doesn't answer as it should.
    """
    question = ["--seconds", str(settings.ready_seconds), *options]
    # Where nothing keeps running, a service is started for as long as it is asked.
    if isinstance(settings, SshTarget):
        question += ["--url", f"http://127.0.0.1:{settings.service_port}"]
    call(there, "delivery.on_target.question", *question)


def main(
    *,
    target: Target = "local",
    allow_no_model: Annotated[bool, "before the first training it need only be alive"] = False,
) -> None:
    with reach(target) as there:
        smoke(there, find(target), *(["--allow-no-model"] if allow_no_model else []))
