"""`python -m workshop.drawing`: write the pictures into workshop/pictures."""

import argparse
from pathlib import Path

from workshop.drawing import curves, loops

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
ALL = {
    "level0": loops.level0,
    "level1": loops.level1,
    "level2": loops.level2,
    "gate": loops.gate,
    "champion": curves.champion,
    "frozen": curves.frozen,
    "drift": curves.drift,
    "delivery": loops.delivery,
}


def main() -> None:
    argparse.ArgumentParser(prog="python -m workshop.drawing", description=__doc__).parse_args()
    PICTURES.mkdir(exist_ok=True)
    for name, draw in ALL.items():
        (PICTURES / f"{name}.svg").write_text(draw().text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
