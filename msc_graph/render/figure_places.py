"""Where boxes, lines and numbers of a figure stand, in millimetres.

Between two layers lie three zones: one in which lines run straight and carry their numbers, one in
which they bend, and one in which they run straight again into their heads. Ports keep lines apart
in the straight zones, and nothing but lines enters the bent one: so no line meets a number that is
not its own, or a box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msc_graph.render.figure_grid import (
    HEAD,
    LEAD,
    NUMBER_SIZE,
    Item,
    Style,
    Zones,
    least_length,
    measure_gap,
    measure_items,
    points_of,
    row_length,
)
from msc_graph.render.figure_layers import Layered, Segment, Spot
from msc_graph.render.figure_model import Box, Line, Model
from msc_graph.render.figure_settle import port_of, settle_rows
from msc_graph.render.figure_words import ASCENT, DESCENT, MM_PER_POINT, measure_width

__all__ = ["Diagram", "DrawnBox", "DrawnLine", "Piece", "may_fit", "place_diagram"]

Point = tuple[float, float]
#: One point for a straight piece, three for a cubic curve.
Piece = tuple[Point, ...]

#: How much longer than need be a gap gets where there is room: from left to right, downwards.
_STRETCH, _STRETCH_DOWN = 11.0, 1.5
#: A segment is steep if it moves so far aside; steep ones turn in this part of the bent zone.
_STEEP, _SPREAD = 4.0, 0.9
#: Room that the longest layer leaves for the others to move in.
_PLAY, _PLAY_MM = 1.08, 3.0


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box with its lines of text; `x` and `y` are those of its left upper corner."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line: where it starts and its pieces, and the left end of its number's line of writing.

    `head` and `tail` say whether its sign stands at its end and at its start.
    """

    line: Line
    start: Point
    route: tuple[Piece, ...]
    head: bool
    tail: bool
    at: Point


@dataclass(frozen=True, slots=True)
class Diagram:
    """All boxes and lines, the room they take, and where each layer begins and ends."""

    boxes: tuple[DrawnBox, ...]
    lines: tuple[DrawnLine, ...]
    width: float
    height: float
    layers: tuple[tuple[float, float], ...]
    style: Style


def may_fit(model: Model, layered: Layered, style: Style, width: float, height: float) -> bool:
    """Whether something has a chance to fit, in whatever order its layers are sorted.

    Parameters
    ----------
    model, layered, style, width, height
        As for `place_diagram`; the layers need not be sorted.
    """
    room, limit = (height, width) if style.down else (width, height)
    items = measure_items(model, layered, style)
    return (
        items is not None
        and _length(layered, items, style) <= room
        and all(least_length(layer, items) <= limit for layer in layered.layers)
    )


def place_diagram(
    model: Model, layered: Layered, style: Style, width: float, height: float
) -> Diagram | None:
    """Place everything, or None where it does not fit.

    Parameters
    ----------
    model, layered
        What is drawn, in sorted layers.
    style
        How it is tried.
    width, height
        Room in millimetres.
    """
    room, limit = (height, width) if style.down else (width, height)
    items = measure_items(model, layered, style)
    if items is None:
        return None
    spare = room - _length(layered, items, style)
    longest = max(row_length(layer, items) for layer in layered.layers)
    if spare < 0 or longest > limit:
        return None
    settle_rows(layered, items, limit if style.down else min(limit, _PLAY * longest + _PLAY_MM))
    zones = [measure_gap(segments, style) for segments in layered.gaps]
    stretch = min(spare / max(len(zones), 1), _STRETCH_DOWN if style.down else _STRETCH)
    zones = [zone._replace(bends=zone.bends + stretch) for zone in zones]
    return _Drawing(model, layered, style, items, zones).draw()


def _depths(layered: Layered, items: Mapping[Spot, Item]) -> list[float]:
    return [max(items[spot].depth for spot in layer) for layer in layered.layers]


def _length(layered: Layered, items: Mapping[Spot, Item], style: Style) -> float:
    """Least length along the chains."""
    gaps = sum(sum(measure_gap(segments, style)) for segments in layered.gaps)
    return sum(_depths(layered, items)) + gaps


class _Drawing:
    """Everything measured, turned into coordinates."""

    def __init__(
        self,
        model: Model,
        layered: Layered,
        style: Style,
        items: Mapping[Spot, Item],
        zones: Sequence[Zones],
    ) -> None:
        self._model, self._layered, self._style = model, layered, style
        self._items, self._zones = items, zones
        self._depths = _depths(layered, items)
        self._turns = [self._stagger(gap) for gap in layered.gaps]
        self._starts = [0.0]
        for depth, zone in zip(self._depths, zones, strict=False):
            self._starts.append(self._starts[-1] + depth + sum(zone))

    def draw(self) -> Diagram:
        items = self._items.values()
        low = min(item.middle - item.up for item in items)
        for item in items:
            item.middle -= low
        across = max(item.middle + item.below for item in items)
        along = self._starts[-1] + self._depths[-1]
        layers = tuple(
            (start, start + depth) for start, depth in zip(self._starts, self._depths, strict=True)
        )
        width, height = self._point(along, across)
        return Diagram(
            tuple(self._boxes()), tuple(self._lines()), width, height, layers, self._style
        )

    def _stagger(self, gap: Sequence[Segment]) -> dict[Segment, float]:
        """Where in the bent zone each steep segment turns, so that they do not run in one line.

        Of those that turn the same way, the one that has the others before it turns last: so
        none crosses another for nothing.
        """
        falling: list[tuple[float, Segment]] = []
        rising: list[tuple[float, Segment]] = []
        for segment in gap:
            one = port_of(self._items, segment, end=False)
            two = port_of(self._items, segment, end=True)
            if abs(two - one) > _STEEP:
                (falling if two > one else rising).append((-one if two > one else one, segment))
        turns: dict[Segment, float] = {}
        for group in (falling, rising):
            group.sort(key=lambda pair: pair[0])
            for place, (_, segment) in enumerate(group, start=1):
                turns[segment] = 0.5 + _SPREAD * (place / (len(group) + 1) - 0.5)
        return turns

    def _point(self, along: float, across: float) -> Point:
        return (across, along) if self._style.down else (along, across)

    def _begin(self, number: int, spot: Spot) -> float:
        """Where a box begins along the chains: in the middle of its layer."""
        item = self._items[spot]
        return self._starts[number] + (self._depths[number] - item.depth) / 2

    def _boxes(self) -> Iterator[DrawnBox]:
        for number, layer in enumerate(self._layered.layers):
            for spot in layer:
                if isinstance(spot, str):
                    item = self._items[spot]
                    x, y = self._point(self._begin(number, spot), item.middle - item.size / 2)
                    wide, high = self._point(item.depth, item.size)
                    yield DrawnBox(self._model.boxes[spot], x, y, wide, high, item.words)

    def _lines(self) -> Iterator[DrawnLine]:
        runs: dict[Line, list[tuple[int, Segment]]] = {}
        for number, gap in enumerate(self._layered.gaps):
            for segment in gap:
                runs.setdefault(segment.line, []).append((number, segment))
        for line in self._model.lines:
            yield self._line(line, runs[line])

    def _line(self, line: Line, run: Sequence[tuple[int, Segment]]) -> DrawnLine:
        (number, first), (final, last) = run[0], run[-1]
        head, tail = points_of(Segment(line, first.before, last.after))
        begin = self._begin(number, first.before) + self._items[first.before].depth
        here = port_of(self._items, first, end=False)
        route = [piece for place, segment in run for piece in self._pieces(place, segment)]
        # The last piece goes on to the box, which may not begin where its layer does.
        there = port_of(self._items, last, end=True)
        route[-1] = (self._point(self._begin(final + 1, last.after), there),)
        written = begin + LEAD + (HEAD if tail else 0.0)
        size = NUMBER_SIZE * MM_PER_POINT
        if self._style.down:
            at = (here - measure_width(line.label, NUMBER_SIZE) - 0.45, written + ASCENT * size)
        else:
            at = (written, here - DESCENT * size + 0.1)
        return DrawnLine(line, self._point(begin, here), tuple(route), head, tail, at)

    def _pieces(self, number: int, segment: Segment) -> Iterator[Piece]:
        """The way of a segment: straight, bent, straight."""
        zone = self._zones[number]
        out = self._starts[number] + self._depths[number] + zone.numbers
        bent = out + zone.bends
        one = port_of(self._items, segment, end=False)
        two = port_of(self._items, segment, end=True)
        yield (self._point(out, one),)
        if abs(one - two) > 0.01:
            middle = out + zone.bends * self._turns[number].get(segment, 0.5)
            yield (self._point(middle, one), self._point(middle, two), self._point(bent, two))
        yield (self._point(self._starts[number + 1], two),)
