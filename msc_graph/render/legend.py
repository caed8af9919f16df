"""The legend: what each mark and line means, as small vector pictures of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from msc_graph.render.palette import GROUPS, SIGN_STYLES, SignStyle, mark_of
from msc_graph.vocabulary import load_vocabulary

__all__ = ["LegendItem", "SignItem", "category_items", "sign_colours", "sign_items"]

#: Outline of each shape in a box of 20 by 20, like the one on the canvas.
_OUTLINES = {
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


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A category that occurs: its mark and how many entities have it."""

    label: str
    colour: str
    outline: str
    count: int


@dataclass(frozen=True, slots=True)
class SignItem:
    """A kind of line: its picture and meaning."""

    name: str
    style: SignStyle
    head: str
    dashes: str


def category_items(categories: Iterable[str]) -> list[LegendItem]:
    """Items of the categories given (one per entity), in the order of the colour groups.

    Examples
    --------
    >>> [(item.label, item.count) for item in category_items(["Disease", "MicroRNA", "Disease"])]
    [('microRNA', 1), ('disease', 2)]
    """
    counts: dict[str, int] = {}
    for category in categories:
        counts[category] = counts.get(category, 0) + 1
    order = [category for group in GROUPS for category in group.members]
    known = load_vocabulary().categories
    items = []
    for category in sorted(counts, key=lambda c: (order.index(c) if c in order else 99, c)):
        mark = mark_of(category)
        label = known[category].label if category in known else category or "not described"
        items.append(LegendItem(label, mark.colour, _OUTLINES[mark.shape], counts[category]))
    return items


def sign_items() -> list[SignItem]:
    """The three kinds of line.

    Examples
    --------
    >>> [item.style.name for item in sign_items()]
    ['+', '−', 'unsigned']
    """
    return [
        SignItem(
            _NAMES[style.sign],
            style,
            _HEADS[style.head],
            " ".join(map(str, style.dashes)) or "none",
        )
        for style in SIGN_STYLES
    ]


def sign_colours() -> str:
    """Style rules that give the lines their colours on a light and on a dark page.

    Examples
    --------
    >>> "--sign-1: #0072B2" in sign_colours()
    True
    """
    light = "".join(f" --sign-{style.sign}: {style.colour};" for style in SIGN_STYLES)
    dark = "".join(f" --sign-{style.sign}: {style.dark_colour};" for style in SIGN_STYLES)
    classes = "".join(
        f".{_NAMES[s.sign]} {{ color: var(--sign-{s.sign}); }}\n" for s in SIGN_STYLES
    )
    scheme = "@media (prefers-color-scheme: dark)"
    return f":root {{{light} }}\n{scheme} {{ :root {{{dark} }} }}\n{classes}"
