"""Every step from extract to handover, one after the other."""

from . import evaluate, extract, handover, prepare, train


def main() -> None:
    for step in (extract, prepare, train, evaluate, handover):
        step.main()
