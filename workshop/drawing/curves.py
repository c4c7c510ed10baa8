"""What the 18 months after June 2011 show; figures.csv has the figures."""

import csv
from collections.abc import Callable
from pathlib import Path

from workshop.drawing.svg import GREY, INK, ORANGE, PALE, SAND, TEAL, Picture

FIGURES = Path(__file__).with_name("figures.csv")
LEFT, RIGHT, TOP, BOTTOM = 150, 1300, 170, 700
Scale = Callable[[float], float]


def figures() -> list[dict[str, str]]:
    """One row a month: month, frozen, retrained, window (WAPE), psi of the temperature."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _across(number: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * number / (count - 1)


def _scale(highest: float, top: float = TOP, bottom: float = BOTTOM) -> Scale:
    return lambda value: bottom - (bottom - top) * value / highest


def _axes(made: Picture, scale: Scale, marks: list[float], name: str, months: list[str]) -> None:
    for mark in marks:
        made.line([(LEFT, scale(mark)), (RIGHT, scale(mark))], color="#ddd", width=2)
        made.word(LEFT - 18, scale(mark) + 10, f"{mark:g}", size=28, color=GREY, anchor="end")
    made.word(LEFT, scale(marks[-1]) - 22, name, size=30, color=GREY, anchor="start")
    for number, month in enumerate(months):
        if month[-2:] in ("07", "10", "01", "04") or number == len(months) - 1:
            made.word(_across(number, len(months)), scale(0) + 45, month, size=26, color=GREY)


def _curve(made: Picture, scale: Scale, values: list[float], color: str) -> None:
    points = [(_across(n, len(values)), scale(value)) for n, value in enumerate(values)]
    made.line(points, color=color, width=8)


def _label(made: Picture, y: float, color: str, *lines: str) -> None:
    """Beside the right end of the curves."""
    for number, line in enumerate(lines):
        made.word(
            RIGHT + 20, y + 36 * number, line, size=30, color=color, bold=True, anchor="start"
        )


def _column(name: str) -> list[float]:
    return [float(row[name]) for row in figures()]


def _mean(values: list[float]) -> str:
    return f"mean {sum(values) / len(values):.3f}"


def frozen() -> Picture:
    """Error of a model trained once, of one retrained each month, and of another pipeline."""
    made = Picture(
        "Trained once, retrained, and another pipeline",
        "Share of rides forecast wrong (WAPE). On June 2011, held out, it was 0.155.",
    )
    scale, months = _scale(0.6), [row["month"] for row in figures()]
    _axes(made, scale, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "WAPE", months)
    curves = [
        ("frozen", ORANGE, "trained once"),
        ("retrained", SAND, "retrained"),
        ("window", TEAL, "last 6 months"),
    ]
    free = 0.0
    for name, color, label in curves:
        _curve(made, scale, _column(name), color)
        # The worst is the highest; labels of curves that end close together keep a distance.
        y = max(scale(_column(name)[-1]), free)
        _label(made, y, color, label, _mean(_column(name)))
        free = y + 85
    return made


def drift() -> Picture:
    """Drift of the temperature above, the error below: one doesn't tell the other."""
    made = Picture(
        "What drift sees, and what it doesn't",
        "Above 0.25 in every month, with harm and without. Growth is in no feature.",
    )
    months = [row["month"] for row in figures()]
    above, below = _scale(7, 170, 400), _scale(0.6, 500, 740)
    _axes(made, above, [0, 2, 4, 6], "PSI of the temperature, against January to June 2011", [])
    _curve(made, above, _column("psi"), SAND)
    _label(made, above(4), SAND, "what drift sees")
    made.line([(LEFT, above(0.25)), (RIGHT, above(0.25))], color=INK, width=3, dashed=True)
    made.word(RIGHT + 20, above(0.25) + 8, "0.25: “retrain”?", size=28, anchor="start")
    _axes(made, below, [0, 0.2, 0.4, 0.6], "WAPE of the model trained once", months)
    _curve(made, below, _column("frozen"), ORANGE)
    _label(made, below(0.4), ORANGE, "what it costs")
    made.line([(LEFT, below(0.2)), (RIGHT, below(0.2))], color=INK, width=3, dashed=True)
    made.word(RIGHT + 20, below(0.2) + 8, "0.20: the bound", size=28, anchor="start")
    return made


def champion() -> Picture:
    """Who serves in which month, and what each training led to."""
    made = Picture(
        "Champion and challenger",
        "The champion serves until a challenger is better on what neither has seen.",
    )
    months = [
        ("July", "v1", "0.147", "0.147", False),
        ("August", "v1", "0.151", "0.144", True),
        ("September", "v2", "0.182", "0.182", False),
    ]
    for line, (month, served, error, challenger, passes) in enumerate(months):
        y = 190 + line * 190
        made.word(60, y + 75, month, size=34, bold=True, anchor="start")
        note = f"serves, is off by {error}"
        made.box(360, y, f"champion {served}", note, width=360, height=120, fill=PALE)
        made.box(860, y, "challenger", f"on the same month {challenger}", width=380, height=120)
        color = TEAL if passes else GREY
        made.arrow((860, y + 60), (724, y + 60), color=color)
        verdict = "takes over: v2" if passes else "stays outside"
        made.word(1270, y + 72, verdict, size=36, bold=True, color=color, anchor="start")
        if line + 1 < len(months):
            made.arrow((540, y + 120), (540, y + 186))
    back = "rollback: the alias “champion” goes back one version, in one step"
    made.word(60, 790, back, size=34, color=ORANGE, anchor="start")
    return made
