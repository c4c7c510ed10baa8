"""Boxes, arrows, words and curves as SVG, on a canvas of 1600 by 900, as a projector shows it."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 1600, 900
INK, GREY, TEAL, PALE, ORANGE, SAND = "#222", "#666", "#0f766e", "#e6f4f1", "#b45309", "#c2a36b"

Point = tuple[float, float]

HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" \
font-family="'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">
<title>{{title}}</title>
<defs>{{markers}}</defs>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
"""
MARKER = (
    '<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5"'
    ' orient="auto"><path d="M0 0L8 4L0 8z" fill="{color}"/></marker>'
)
MARKERS = {INK: "ink", TEAL: "teal", ORANGE: "orange", GREY: "grey"}


class Picture:
    """A picture under way; `text` is the finished file."""

    def __init__(self, title: str, below: str = "") -> None:
        """title: said in large letters on top; below: one line at the foot."""
        self._title, self._parts = title, list[str]()
        self.word(60, 90, title, size=54, color=TEAL, bold=True, anchor="start")
        if below:
            self.word(60, 862, below, size=30, color=GREY, anchor="start")

    @property
    def text(self) -> str:
        markers = "".join(MARKER.format(name=name, color=color) for color, name in MARKERS.items())
        head = HEAD.format(title=escape(self._title), markers=markers)
        return head + "\n".join(self._parts) + "\n</svg>\n"

    def word(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = 30,
        color: str = INK,
        bold: bool = False,
        anchor: str = "middle",
    ) -> None:
        """One line of text, its base line at y."""
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{color}"'
            f' text-anchor="{anchor}"{weight}>{escape(text)}</text>'
        )

    def box(
        self,
        x: float,
        y: float,
        name: str,
        note: str = "",
        *,
        width: float = 210,
        height: float = 110,
        color: str = TEAL,
        fill: str = "#fff",
    ) -> None:
        """A step: its name, and a smaller line below it; x and y are its upper left corner."""
        self.area(x, y, width, height, fill=fill, color=color)
        middle = x + width / 2
        self.word(middle, y + height / 2 + (-3 if note else 11), name, size=34, bold=True)
        if note:
            self.word(middle, y + height / 2 + 34, note, size=26, color=GREY)

    def area(
        self, x: float, y: float, width: float, height: float, *, fill: str, color: str = "none"
    ) -> None:
        """A rectangle."""
        self._parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="12"'
            f' fill="{fill}" stroke="{color}" stroke-width="4"/>'
        )

    def arrow(self, *points: Point, color: str = INK, dashed: bool = False) -> None:
        """A line through the points that ends in a head."""
        self.line(points, color=color, dashed=dashed, end=f' marker-end="url(#{MARKERS[color]})"')

    def line(
        self,
        points: Sequence[Point],
        *,
        color: str = INK,
        width: int = 5,
        dashed: bool = False,
        end: str = "",
    ) -> None:
        """A line through the points."""
        path = "L".join(f"{x:g} {y:g}" for x, y in points)
        dash = ' stroke-dasharray="14 10"' if dashed else ""
        self._parts.append(
            f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="{width}"'
            f' stroke-linejoin="round"{dash}{end}/>'
        )

    def dot(self, x: float, y: float, *, color: str, radius: int = 11) -> None:
        """A point on a curve."""
        self._parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius}" fill="{color}"/>')
