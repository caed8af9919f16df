"""Which way each line bends, so that it passes around the marks and labels between its ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import atan2, cos, hypot, pi, sin

from msc_graph.records import Statement

__all__ = ["choose_bends"]

Point = tuple[float, float]
#: Left, top, right and bottom of what a line should not cross, and how bad it is if it does.
Box = tuple[float, float, float, float, int]

#: Roundness by preference; the sign says to which side, seen from the first name of the two.
_SINGLE = (0.0, 0.13, -0.13, 0.26, -0.26, 0.4, -0.4)
_PARALLEL = _SINGLE[1:]
_STEPS = 24
#: From so many statements on, lines are straight: nobody follows one through such a crowd anyway.
_CROWD = 150
_MARK = 22
_LABEL_HALF = 72
_LABEL_LINE = 20


def choose_bends(
    statements: Sequence[Statement],
    places: Mapping[str, tuple[int, int]],
    lines: Mapping[str, int],
) -> dict[str, float]:
    """Roundness of each line; straight ones are left out.

    The sign says to which side it bends: positive is vis-network's `curvedCW`, seen from subject
    to object.

    Parameters
    ----------
    statements
        The lines.
    places
        Where each entity stands.
    lines
        How many lines of text its label has.

    Examples
    --------
    >>> places, lines = {"a": (0, 0), "b": (150, 0), "c": (300, 0)}, {"a": 1, "b": 1, "c": 1}
    >>> near, far = Statement("1", "a", "promotes", "b"), Statement("2", "a", "promotes", "c")
    >>> choose_bends([near, far], places, lines)
    {'2': 0.26}
    """
    pairs: dict[tuple[str, ...], list[Statement]] = {}
    for statement in sorted(statements, key=lambda s: s.id):
        pair = tuple(sorted((statement.subject, statement.object)))
        pairs.setdefault(pair, []).append(statement)
    boxes = {} if len(statements) >= _CROWD else _boxes(places, lines)
    bends: dict[str, float] = {}
    for pair, parallel in pairs.items():
        start, end = pair
        around = [box for node in boxes if node not in pair for box in boxes[node]]
        choices = list(_SINGLE if len(parallel) == 1 else _PARALLEL)
        costs = {c: _crossed(places[start], places[end], c, around) for c in choices}
        for statement in parallel:
            best = min(choices, key=costs.__getitem__)
            if len(choices) > 1:
                choices.remove(best)
            if best:
                bends[statement.id] = best if statement.subject == start else -best
    return bends


def _boxes(
    places: Mapping[str, tuple[int, int]], lines: Mapping[str, int]
) -> dict[str, tuple[Box, Box]]:
    """Mark and label of each entity; crossing the mark is worse, for it looks like an arrival."""
    return {
        node: (
            (x - _MARK, y - _MARK, x + _MARK, y + _MARK, 4),
            (x - _LABEL_HALF, y + _MARK, x + _LABEL_HALF, y + _MARK + _LABEL_LINE * lines[node], 1),
        )
        for node, (x, y) in places.items()
    }


def _crossed(start: Point, end: Point, roundness: float, boxes: Sequence[Box]) -> int:
    if not boxes or start == end:
        return 0
    points = list(_curve(start, end, roundness))
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    return sum(
        weight
        for x1, y1, x2, y2, weight in boxes
        if x2 >= left and x1 <= right and any(x1 < x < x2 and y1 < y < y2 for x, y in points)
    )


def _curve(start: Point, end: Point, roundness: float) -> Iterator[Point]:
    """Points of the line as vis-network draws it: a quadratic Bézier curve with this middle."""
    (x1, y1), (x2, y2) = start, end
    angle = atan2(y1 - y2, x2 - x1) + (roundness / 2 + 0.5) * pi
    reach = (abs(roundness) / 2 + 0.5) * hypot(x2 - x1, y2 - y1)
    via = (x1 + reach * sin(angle), y1 + reach * cos(angle))
    for step in range(1, _STEPS):
        t = step / _STEPS
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        yield a * x1 + b * via[0] + c * x2, a * y1 + b * via[1] + c * y2
