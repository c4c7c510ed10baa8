"""What is wrong, as one line for the owner of the project."""


class ClimbError(Exception):
    """A refusal: unless the message says otherwise, nothing was changed."""


def some(paths: list[str], shown: int = 5) -> str:
    """The first of many paths, and how many more there are."""
    more = f" and {len(paths) - shown} more" if len(paths) > shown else ""
    return ", ".join(paths[:shown]) + more
