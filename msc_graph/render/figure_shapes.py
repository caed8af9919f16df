"""Outlines of boxes and heads of lines: shapes that tell kinds and signs apart without colour."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

__all__ = ["Head", "Outline", "dark_of", "head_of", "outline_of", "tint_of"]

Point = tuple[float, float]

#: Corner of each colour group: its kind, its size in millimetres, and which corners have it
#: (from the upper left, clockwise).
_CORNERS = {
    "source and preparation": ("round", 1.9, (1, 1, 1, 1)),
    "RNA": ("cut", 1.6, (1, 0, 1, 0)),
    "protein": ("round", 0.9, (1, 1, 1, 1)),
    "small molecule and material": ("cut", 1.6, (0, 1, 0, 0)),
    "pathway": ("cut", 1.4, (1, 1, 1, 1)),
    "cell, anatomy and organism": ("hollow", 1.2, (1, 1, 1, 1)),
}
_ARC_STEPS = 8
#: A second frame inside the first.
_INSET = 0.6


@dataclass(frozen=True, slots=True)
class Outline:
    """Corners of a box, of a second frame inside it (empty for none), and whether it is dashed."""

    points: tuple[Point, ...]
    inner: tuple[Point, ...] = ()
    dashed: bool = False


def outline_of(group: str, x: float, y: float, width: float, height: float) -> Outline:
    """Outline of a box of a colour group.

    Parameters
    ----------
    group
        Name of a group of the palette; a plain box for one that has no shape of its own.
    x, y, width, height
        Left upper corner and size in millimetres.

    Examples
    --------
    >>> len(outline_of("process", 0, 0, 10, 5).points)
    4
    >>> len(outline_of("pathway", 0, 0, 10, 5).points)
    8
    """
    kind, size, which = _CORNERS.get(group, ("", 0.0, (0, 0, 0, 0)))
    size = min(size, width / 2, height / 2)
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    points: list[Point] = []
    for number, corner in enumerate(corners):
        points += _corner(corner, number, kind, size) if which[number] else [corner]
    inner: tuple[Point, ...] = ()
    if group == "phenotype and disease":
        low, high = y + _INSET, y + height - _INSET
        left, right = x + _INSET, x + width - _INSET
        inner = ((left, low), (right, low), (right, high), (left, high))
    return Outline(tuple(points), inner, dashed=group == "other")


def _corner(corner: Point, number: int, kind: str, size: float) -> list[Point]:
    """Points that stand for a corner; corners count from the upper left, clockwise."""
    x, y = corner
    dx, dy = ((1, 1), (-1, 1), (-1, -1), (1, -1))[number]
    begin, end = (x, y + dy * size), (x + dx * size, y)
    if number % 2:
        begin, end = end, begin
    if kind == "cut":
        return [begin, end]
    middle = (x + dx * size, y + dy * size) if kind == "round" else corner
    way = 1 if kind == "round" else -1
    first = (pi, -pi / 2, 0.0, pi / 2)[number] if kind == "round" else pi / 2 - number * -pi / 2
    return [
        (
            middle[0] + size * cos(first + way * step * pi / 2 / _ARC_STEPS),
            middle[1] + size * sin(first + way * step * pi / 2 / _ARC_STEPS),
        )
        for step in range(_ARC_STEPS + 1)
    ]


@dataclass(frozen=True, slots=True)
class Head:
    """The sign at the end of a line: its outline, whether it closes, and where the line ends."""

    points: tuple[Point, ...]
    closed: bool
    base: Point


def head_of(sign: int, tip: Point, way: Point) -> Head:
    """Arrow for +1, blunt bar for -1, open circle for no sign.

    Parameters
    ----------
    sign
        Of the line.
    tip
        Where it ends, at the frame of a box.
    way
        Unit vector in which it runs.

    Examples
    --------
    >>> head_of(-1, (10, 0), (1, 0)).points
    ((9.5, 0.9), (9.5, -0.9))
    >>> head_of(1, (10, 0), (1, 0)).base
    (8.2, 0.0)
    """

    def at(back: float, aside: float) -> Point:
        return (
            round(tip[0] - back * way[0] - aside * way[1], 6),
            round(tip[1] - back * way[1] + aside * way[0], 6),
        )

    if sign > 0:
        return Head((at(0.1, 0), at(1.9, 0.75), at(1.9, -0.75)), closed=True, base=at(1.8, 0))
    if sign < 0:
        return Head((at(0.5, 0.9), at(0.5, -0.9)), closed=False, base=at(0.5, 0))
    ring = tuple(
        at(0.8 - 0.6 * cos(step * pi / 12), 0.6 * sin(step * pi / 12)) for step in range(24)
    )
    return Head(ring, closed=True, base=at(1.4, 0))


def tint_of(colour: str, share: float = 0.2) -> str:
    """A colour mixed with white, light enough for dark text on it.

    Examples
    --------
    >>> tint_of("#0072B2")
    '#cce3f0'
    """
    return _mix(colour, 255, share)


def dark_of(colour: str, share: float = 0.65) -> str:
    """A colour mixed with black, dark enough for a frame on white.

    Examples
    --------
    >>> dark_of("#F0E442")
    '#9c942b'
    """
    return _mix(colour, 0, share)


def _mix(colour: str, other: int, share: float) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * part + (1 - share) * other):02x}" for part in parts)
