"""The legend: what each mark and line means, as small vector pictures of our own."""

from __future__ import annotations

from typing import NamedTuple

from msc_graph.render.facets import Facet
from msc_graph.render.palette import DOTS, SIGN_STYLES, mark_of

__all__ = [
    "OUTLINES",
    "LineItem",
    "MarkItem",
    "hypothesis_dashes",
    "line_items",
    "mark_items",
    "sign_classes",
]

#: Outline of each shape in a box of 20 by 20, like the one on the canvas.
OUTLINES = {
    "dot": "M10 2a8 8 0 1 0 .01 0z",
    "square": "M3 3h14v14h-14z",
    "triangle": "M10 2l8.5 15h-17z",
    "triangleDown": "M10 18l8.5-15h-17z",
    "diamond": "M10 1l9 9l-9 9l-9-9z",
    "hexagon": "M5.5 2.5h9l4.5 7.5l-4.5 7.5h-9l-4.5-7.5z",
    "star": "M10 1l2.6 6.1l6.6.6l-5 4.3l1.5 6.5l-5.7-3.4l-5.7 3.4l1.5-6.5l-5-4.3l6.6-.6z",
}
#: Class of each line in the style sheet, by sign.
_NAMES = {1: "plus", -1: "minus", 0: "unsigned"}
#: Head of each line, at the right end of a box of 44 by 14.
_HEADS = {
    "arrow": "M42 7l-10-5v10z",
    "bar": "M37 1h3v12h-3z",
    "circle": "M37 3a4 4 0 1 0 .01 0z",
}


class MarkItem(NamedTuple):
    """A category that occurs: its value in the data, its mark, how many entities have it."""

    value: str
    label: str
    colour: str
    outline: str
    number: int


class LineItem(NamedTuple):
    """A kind of line: its value in the data, its picture and meaning; number 0 if none is drawn."""

    value: str
    name: str
    css: str
    head: str
    dashes: str
    meaning: str
    number: int


def mark_items(facet: Facet) -> list[MarkItem]:
    """Marks of the categories that occur.

    Examples
    --------
    >>> from msc_graph.render.facets import FacetValue
    >>> facet = Facet("category", "Marks", (FacetValue("Disease", "disease", 2),))
    >>> mark_items(facet)[0].colour
    '#D55E00'
    """
    items = []
    for value in facet.values:
        mark = mark_of(value.value)
        outline = OUTLINES[mark.shape]
        items.append(MarkItem(value.value, value.label, mark.colour, outline, value.number))
    return items


def line_items(facet: Facet) -> list[LineItem]:
    """The three kinds of line by sign.

    Examples
    --------
    >>> [item.name for item in line_items(Facet("sign", "Lines", ()))]
    ['+', '−', 'unsigned']
    """
    counts = {value.value: value.number for value in facet.values}
    return [
        LineItem(
            str(style.sign),
            style.name,
            _NAMES[style.sign],
            _HEADS[style.head],
            _dash(style.dashes),
            style.meaning,
            counts.get(str(style.sign), 0),
        )
        for style in SIGN_STYLES
    ]


def hypothesis_dashes() -> str:
    """Dashes of a line that is only a hypothesis."""
    return _dash(DOTS)


def sign_classes() -> str:
    """Style rules of the lines' colours."""
    return "".join(f".{name} {{ color: var(--sign-{s}); }}\n" for s, name in _NAMES.items())


def _dash(dashes: tuple[int, ...]) -> str:
    return " ".join(map(str, dashes)) or "none"
