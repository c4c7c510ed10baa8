"""Show what is live on a target, and whether it runs."""

from .deploy import Target
from .reach import ask, reach


def main(*, target: Target = "local") -> None:
    with reach(target) as there:
        found = ask(there, do="status")
    for entry, state in zip(found["history"], ["live", "before"], strict=False):
        print(f"{state:8}{entry['release']}  since {entry['since']}")
    if not found["history"]:
        print("nothing is live")
    for unit, state in found["units"].items():
        print(f"{state:8}{unit}")
