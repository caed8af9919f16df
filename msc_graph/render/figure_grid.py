"""How much room boxes, lines and numbers of a figure need, before anything is placed.

Everything is measured along the chains (`along`) and across them (`across`), so that one method
serves figures from left to right and from top to bottom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from msc_graph.render.figure_layers import Layered, Segment, Spot
from msc_graph.render.figure_model import Line, Model
from msc_graph.render.figure_words import (
    MM_PER_POINT,
    PITCH,
    clip_lines,
    measure_width,
    wrap_words,
)

__all__ = [
    "EDGE",
    "HEAD",
    "LEAD",
    "NUMBER_SIZE",
    "Item",
    "Style",
    "Zones",
    "distances",
    "least_length",
    "measure_gap",
    "measure_items",
    "points_of",
    "row_length",
]

#: Size of the numbers on lines, in points.
NUMBER_SIZE = 6.0
#: Room of a head along its line, and of the straight piece before a number, in millimetres.
HEAD, LEAD = 2.0, 0.6
#: Least distance of a port from the corner of its box.
EDGE = 1.5

_PAD_ALONG, _PAD_UP = 1.1, 0.7
#: Least distance of two boxes in a layer, and of a passage from its neighbour.
_NEAR, _NEAR_LINE = 2.6, 1.3
_AFTER_HEAD, _AFTER_NUMBER = 0.4, 0.2
#: Least room for bends; lines are easier to follow where they have the first.
_BEND, _TIGHT_BEND = 3.8, 2.8
_PORT, _ENTRY = 2.0, 2.5
_MOST_LINES = 8


class Style(NamedTuple):
    """How a figure is tried.

    Attributes
    ----------
    down
        From top to bottom, else from left to right.
    size
        Of the font in boxes, in points.
    text_width
        Of the text in boxes, in millimetres.
    cut_words
        Whether words may be cut and bends be short: the last resort.
    """

    down: bool
    size: float
    text_width: float
    cut_words: bool = False


class Zones(NamedTuple):
    """Lengths of the three parts of a gap between layers.

    In the first, lines run straight beside their numbers; in the second they bend; in the third
    they run straight into their heads.
    """

    numbers: float
    bends: float
    heads: float


@dataclass(slots=True)
class Item:
    """A box or passage in its layer.

    Attributes
    ----------
    up, below
        How far it reaches before and after its middle, across the chains, with its numbers.
    size, depth
        Of the box itself, across the chains and along them; 0 for a passage.
    out, into
        Places of its lines, from its middle.
    words
        Lines of text.
    middle
        Where it stands, across the chains.
    """

    up: float
    below: float
    size: float = 0.0
    depth: float = 0.0
    out: dict[Line, float] = field(default_factory=dict)
    into: dict[Line, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    middle: float = 0.0


def measure_items(model: Model, layered: Layered, style: Style) -> dict[Spot, Item] | None:
    """Boxes with their text and ports, and passages; None where a label does not fit."""
    order = {spot: n for row in layered.layers for n, spot in enumerate(row)}
    out: dict[Spot, list[Segment]] = {}
    into: dict[Spot, list[Segment]] = {}
    for gap in layered.gaps:
        for segment in gap:
            out.setdefault(segment.before, []).append(segment)
            into.setdefault(segment.after, []).append(segment)
    items: dict[Spot, Item] = {}
    for spot in order:
        if not isinstance(spot, str):
            items[spot] = Item(0.4, 0.4)
            continue
        words, cut = wrap_words(model.boxes[spot].label, style.text_width, style.size)
        if not style.cut_words and (cut or len(words) > _MOST_LINES):
            return None
        words = clip_lines(words, _MOST_LINES, style.text_width, style.size)
        leaving = sorted(out.get(spot, ()), key=lambda s: (order[s.after], _rank(s)))
        coming = sorted(into.get(spot, ()), key=lambda s: (order[s.before], _rank(s)))
        items[spot] = _measure_box(words, leaving, coming, style)
    if not style.down:
        # Boxes of a column are equally wide.
        for row in layered.layers:
            widest = max(items[spot].depth for spot in row)
            for spot in row:
                if isinstance(spot, str):
                    items[spot].depth = widest
    return items


def _rank(segment: Segment) -> str:
    """What parallel segments are sorted by, the same at both ends."""
    return f"{segment.line.sign} {segment.line.key}"


def _measure_box(
    words: tuple[str, ...], leaving: Sequence[Segment], coming: Sequence[Segment], style: Style
) -> Item:
    wide = max(measure_width(line, style.size) for line in words) + 2 * _PAD_ALONG
    high = len(words) * style.size * PITCH * MM_PER_POINT + 2 * _PAD_UP
    labels = [_measure_label(s.line, style)[1] for s in leaving]
    ports = _spread([max(label + 0.35, _PORT) for label in labels])
    entries = _spread([_ENTRY] * len(coming))
    reach = max([*ports[-1:], *entries[-1:], 0.0]) + EDGE
    half = max((wide if style.down else high) / 2, reach)
    return Item(
        up=max(labels[0] - ports[0], half) if labels else half,
        below=half,
        size=2 * half,
        depth=high if style.down else wide,
        out={s.line: port for s, port in zip(leaving, ports, strict=True)},
        into={s.line: port for s, port in zip(coming, entries, strict=True)},
        words=words,
    )


def _measure_label(line: Line, style: Style) -> tuple[float, float]:
    """Room of a line's number along the chain and across it."""
    if not line.label:
        return 0.0, 0.0
    wide, high = measure_width(line.label, NUMBER_SIZE), NUMBER_SIZE * PITCH * MM_PER_POINT
    return (high, wide + 0.5) if style.down else (wide, high)


def _spread(spaces: Sequence[float]) -> list[float]:
    """Places around 0 of ports, each so far from the one before it."""
    places: list[float] = []
    for space in spaces:
        places.append(places[-1] + space if places else 0.0)
    middle = places[-1] / 2 if places else 0.0
    return [place - middle for place in places]


def measure_gap(segments: Sequence[Segment], style: Style) -> Zones:
    """Least lengths of the parts of a gap."""
    first = [s for s in segments if isinstance(s.before, str)]
    numbers = max(
        (
            _measure_label(s.line, style)[0]
            + (_AFTER_NUMBER if s.line.label else 0.0)
            + (HEAD if points_of(s)[1] else 0.0)
            for s in first
        ),
        default=0.0,
    )
    heads = any(isinstance(s.after, str) and points_of(s)[0] for s in segments)
    bends = _TIGHT_BEND if style.cut_words else _BEND
    return Zones(LEAD + numbers, bends, (HEAD if heads else 0.0) + _AFTER_HEAD)


def points_of(segment: Segment) -> tuple[bool, bool]:
    """Whether the line's sign stands where its layout ends, and where it begins."""
    line = segment.line
    turned = line.target == segment.before or line.source == segment.after
    onwards = line.forward != turned
    return line.symmetric or onwards, line.symmetric or not onwards


def distances(layer: Sequence[Spot], items: Mapping[Spot, Item]) -> list[float]:
    """Least distance of each middle of a layer from the one before it; 0 for the first."""
    found = [0.0]
    for before, after in pairwise(layer):
        near = _NEAR if isinstance(before, str) and isinstance(after, str) else _NEAR_LINE
        found.append(items[before].below + items[after].up + near)
    return found


def row_length(layer: Sequence[Spot], items: Mapping[Spot, Item]) -> float:
    """Least length of a layer, across the chains."""
    return items[layer[0]].up + sum(distances(layer, items)) + items[layer[-1]].below


def least_length(layer: Sequence[Spot], items: Mapping[Spot, Item]) -> float:
    """What no order of a layer can fall below, across the chains."""
    return sum(items[spot].up + items[spot].below for spot in layer) + _NEAR_LINE * (len(layer) - 1)
