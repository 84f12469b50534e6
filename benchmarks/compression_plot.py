"""A plot of recall against tokens as SVG: one line an arm, read without colour too.

The horizontal axis is logarithmic, since budgets are. Lines are told apart by colour (Okabe and
Ito's, which people who see few colours can tell apart), by the form of their points and by dashes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 860, 480
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 56, 66
"""Margins in pixels; the right one holds the legend."""
SHORTEST_SHARE, LONGEST_SHARE = 0.01, 1.0
TICKS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
RADIUS = 4.5
LEGEND_STEP = 26
INK, GREY, PALE = "#1a1a1a", "#595959", "#e3e3e3"
FONT = "font-family='Helvetica, Arial, sans-serif'"


@dataclass(frozen=True, slots=True)
class Line:
    """An arm in a plot.

    Args:
        title: For the legend.
        points: Share of the tokens, and recall, both from 0 to 1.
        colour: As in CSS.
        mark: The form of the points: circle, square, diamond, triangle, down, cross or plus.
        dashes: As in SVG; empty for a line drawn through.
        is_ours: Whether it is drawn thicker and above the others.
    """

    title: str
    points: tuple[tuple[float, float], ...]
    colour: str
    mark: str
    dashes: str = ""
    is_ours: bool = False


def svg(title: str, axis: str, lines: Sequence[Line]) -> str:
    """The plot.

    Args:
        title: Above it.
        axis: What the vertical axis shows.
        lines: The arms, in the order of the legend.
    """
    back_to_front = sorted(lines, key=lambda line: line.is_ours)
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH}' height='{HEIGHT}' role='img' aria-label={quoteattr(title)}>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='white'/>",
        _text(LEFT, 30, title, size=17, colour=INK, weight="bold"),
        *_grid(axis),
        *(each for line in back_to_front for each in _drawn(line)),
        *(each for place, line in enumerate(lines) for each in _legend(place, line)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _across(share: float) -> float:
    """Pixels from the left for a share of the tokens."""
    held = min(max(share, SHORTEST_SHARE), LONGEST_SHARE)
    way = math.log(held / SHORTEST_SHARE) / math.log(LONGEST_SHARE / SHORTEST_SHARE)
    return LEFT + way * (WIDTH - LEFT - RIGHT)


def _down(recall: float) -> float:
    """Pixels from the top for a recall."""
    return HEIGHT - BOTTOM - recall * (HEIGHT - TOP - BOTTOM)


def _grid(axis: str) -> list[str]:
    left, right, top, bottom = _across(0), _across(1), _down(1), _down(0)
    parts = []
    for fifth in range(6):
        at = _down(fifth / 5)
        parts.append(_rule(left, at, right, at, PALE))
        parts.append(_text(left - 10, at + 4, f"{fifth * 20} %", anchor="end"))
    for share in TICKS:
        at = _across(share)
        parts.append(_rule(at, top, at, bottom, PALE))
        parts.append(_text(at, bottom + 20, f"{share * 100:g} %", anchor="middle"))
    parts.append(_rule(left, bottom, right, bottom, GREY))
    parts.append(_rule(left, top, left, bottom, GREY))
    middle = (left + right) / 2
    label = "share of the text's tokens that is left (achieved, mean; logarithmic)"
    parts.append(_text(middle, HEIGHT - 18, label, anchor="middle", colour=INK))
    turn = f" transform='rotate(-90 20 {(top + bottom) / 2:.1f})'"
    parts.append(_text(20, (top + bottom) / 2, axis, anchor="middle", colour=INK, more=turn))
    return parts


def _drawn(line: Line) -> list[str]:
    places = [(_across(share), _down(recall)) for share, recall in sorted(line.points)]
    thickness = 3 if line.is_ours else 1.8
    dashes = f" stroke-dasharray='{line.dashes}'" if line.dashes else ""
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    parts = [
        f"<polyline points='{path}' fill='none' stroke='{line.colour}' "
        f"stroke-width='{thickness}' stroke-linejoin='round'{dashes}/>"
    ]
    return parts + [_mark(across, down, line) for across, down in dict.fromkeys(places)]


def _legend(place: int, line: Line) -> list[str]:
    across, down = WIDTH - RIGHT + 24, TOP + 14 + place * LEGEND_STEP
    dashes = f" stroke-dasharray='{line.dashes}'" if line.dashes else ""
    thickness = 3 if line.is_ours else 1.8
    return [
        f"<line x1='{across}' y1='{down}' x2='{across + 34}' y2='{down}' "
        f"stroke='{line.colour}' stroke-width='{thickness}'{dashes}/>",
        _mark(across + 17, down, line),
        _text(
            across + 44, down + 4, line.title, colour=INK,
            weight="bold" if line.is_ours else "normal",
        ),
    ]  # fmt: skip


def _mark(across: float, down: float, line: Line) -> str:
    """A point of a line."""
    r = RADIUS + (1 if line.is_ours else 0)
    if line.mark == "circle":
        return f"<circle cx='{across:.1f}' cy='{down:.1f}' r='{r}' fill='{line.colour}'/>"
    corners = " ".join(f"{across + x * r:.1f},{down + y * r:.1f}" for x, y in _MARKS[line.mark])
    if line.mark in ("cross", "plus"):
        halves = corners.split()
        return "".join(
            f"<polyline points='{first} {second}' stroke='{line.colour}' stroke-width='2.4'/>"
            for first, second in (halves[:2], halves[2:])
        )
    return f"<polygon points='{corners}' fill='{line.colour}'/>"


_MARKS = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle": ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    "down": ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
    "cross": ((-1, -1), (1, 1), (-1, 1), (1, -1)),
    "plus": ((0, -1.2), (0, 1.2), (-1.2, 0), (1.2, 0)),
}
"""Corners of each form, in multiples of the radius; two strokes for a cross and a plus."""


def _rule(left: float, top: float, right: float, bottom: float, colour: str) -> str:
    return (
        f"<line x1='{left:.1f}' y1='{top:.1f}' x2='{right:.1f}' y2='{bottom:.1f}' "
        f"stroke='{colour}' stroke-width='1'/>"
    )


def _text(
    across: float,
    down: float,
    words: str,
    *,
    size: int = 13,
    anchor: str = "start",
    colour: str = GREY,
    weight: str = "normal",
    more: str = "",
) -> str:
    return (
        f"<text x='{across:.1f}' y='{down:.1f}' {FONT} font-size='{size}' "
        f"font-weight='{weight}' text-anchor='{anchor}' fill='{colour}'{more}>"
        f"{escape(words)}</text>"
    )
