"""`uv run poe bench`: every benchmark, or those that are named."""

import argparse

from bench import continuous, delivery, first_model, generate, upgrade

BENCHMARKS = {
    "generate": generate.main,
    "first-model": first_model.main,
    "level1": continuous.main,
    "level2": delivery.main,
    "upgrade": upgrade.main,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="uv run poe bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], help="all if none is named")
    for name in parser.parse_args().names or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
