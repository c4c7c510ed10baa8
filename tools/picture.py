"""Draw the picture of the README: three levels, what each adds, and what it is good for."""

import argparse
import sys
from html import escape
from pathlib import Path

from tools.compose import ROOT

PICTURE = ROOT / "docs" / "ladder.svg"
COLUMN, GAP, BAND, LEFT, TOP = 300, 26, 92, 24, 64
FLOOR = TOP + 3 * BAND
FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
INK, QUIET, PAPER = "#1f2933", "#52606d", "#ffffff"
# Of each level: its colour, a lighter one for the levels above it, its title, what it adds.
LEVELS = [
    (
        "#2f6f9f",
        "#dcebf5",
        "Level 0: manual",
        ["extract, prepare, train, evaluate,", "hand over: by hand, in order"],
    ),
    (
        "#2c7a4b",
        "#dcf0e3",
        "Level 1: continuous training",
        ["schedule, new data, live error retrain;", "gate, registry, service, monitoring"],
    ),
    (
        "#9a5b13",
        "#faecd8",
        "Level 2: CI/CD of the pipeline",
        ["pull request with a backtest, staging,", "production, rollback, experiments"],
    ),
]
# The example: mean error (WAPE) over 18 months; README, "What you get".
ERRORS = [("0.363", "trained once"), ("0.295", "retrained"), ("0.20", "pipeline changed")]


def text(x: float, y: float, words: str, size: int = 13, **style: str) -> str:
    given = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{given}>{escape(words)}</text>'


def block(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" fill="{fill}"/>'


def column(level: int) -> list[str]:
    """The bands of one level, its own on top, and the step up to the next."""
    x = LEFT + level * (COLUMN + GAP)
    drawn = []
    for band, (colour, light, title, lines) in enumerate(LEVELS[: level + 1]):
        y = FLOOR - (band + 1) * BAND
        own = band == level
        drawn.append(block(x, y + 4, COLUMN, BAND - 4, colour if own else light))
        words = [title, *lines] if own else [title, "with all that you changed in it"]
        fill = PAPER if own else QUIET
        drawn.append(text(x + 14, y + 30, words[0], 16, font_weight="600", fill=fill))
        drawn += [
            text(x + 14, y + 52 + 18 * row, line, fill=fill) for row, line in enumerate(words[1:])
        ]
    if level < len(LEVELS) - 1:
        y = FLOOR - (level + 1) * BAND - 18
        drawn.append(text(x + 14, y, f"uv run poe upgrade --level {level + 1}", 13, fill=INK))
        drawn.append(
            f'<path d="M{x + 252:g} {y - 5:g} h{COLUMN + GAP - 260:g}" stroke="{INK}"'
            ' stroke-width="1.5" marker-end="url(#head)"/>'
        )
    return drawn


def error(level: int) -> list[str]:
    """How wrong the example's model is, run at this level."""
    x, y = LEFT + level * (COLUMN + GAP), FLOOR + 46
    share, why = ERRORS[level]
    return [
        block(x, y, COLUMN, 14, "#e4e7eb"),
        block(x, y, COLUMN * float(share), 14, LEVELS[level][0]),
        text(x, y + 34, f"{share}, {why}", 13, fill=INK),
    ]


def picture() -> str:
    """The SVG."""
    width, height = 2 * LEFT + 3 * COLUMN + 2 * GAP, FLOOR + 100
    head = (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8"'
        f' markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{INK}"/></marker></defs>'
    )
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' font-family="{FONT}" role="img" aria-labelledby="title">',
        '<title id="title">Three levels of MLOps, each an upgrade of the one before</title>',
        head,
        # White in dark mode too: the colours are chosen for it.
        f'<rect width="{width}" height="{height}" rx="10" fill="{PAPER}"/>',
        text(LEFT, 34, "One project, three levels", 20, font_weight="600", fill=INK),
        *[line for level in range(3) for line in column(level)],
        text(LEFT, FLOOR + 34, "The example: mean error (WAPE) over 18 months", 13, fill=QUIET),
        *[line for level in range(3) for line in error(level)],
        "</svg>",
    ]
    return "\n".join(drawn) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="picture", description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURE, help="the SVG (docs/ladder.svg)")
    options = parser.parse_args(arguments)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(picture(), encoding="utf-8", newline="\n")
    print(f"picture: {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
