"""`uv run poe bench`: every benchmark, or those that are named."""

import argparse

from bench import continuous, delivery, experiment, first_model, generate, soak, upgrade
from bench.others import OTHERS, clone

COMPARED = {"generate": generate.main, "first-model": first_model.main}
BENCHMARKS = {
    "level1": continuous.main,
    "level2": delivery.main,
    "experiment": experiment.main,
    "upgrade": upgrade.main,
    "soak": soak.main,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="uv run poe bench", description=__doc__)
    names = [*COMPARED, *BENCHMARKS]
    parser.add_argument("names", nargs="*", choices=[[], *names], help="all if none is named")
    parser.add_argument(
        "--against",
        metavar="NAME=PATH",
        type=clone,
        action="append",
        default=[],
        help=f"a local clone to compare with, of {', '.join(OTHERS)}; nothing is downloaded",
    )
    options = parser.parse_args()
    for name in options.names or names:
        if name in COMPARED:
            COMPARED[name](dict(options.against))
        else:
            BENCHMARKS[name]()


if __name__ == "__main__":
    main()
