"""A whole figure on its sheet: title, headings, diagram and what stands below, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msc_graph.render.figure_foot import GREY, MARGIN, Foot, Sample, Words
from msc_graph.render.figure_head import HEADING_SIZE, Heading, place_headings
from msc_graph.render.figure_layers import Layered
from msc_graph.render.figure_model import Model
from msc_graph.render.figure_places import Diagram
from msc_graph.render.figure_words import (
    ASCENT,
    MM_PER_POINT,
    PITCH,
    clean_text,
    measure_width,
    wrap_address,
)

__all__ = ["Sheet", "lay_out", "wrap_title"]

_TITLE_SIZE = 8.0
_TITLE_LINE = _TITLE_SIZE * PITCH * MM_PER_POINT
_LINE = HEADING_SIZE * PITCH * MM_PER_POINT
#: Room between a heading and the diagram, where its rule runs, and between diagram and foot.
_HEADING_GAP, _RULE, _PART_GAP = 1.6, 0.9, 3.2


@dataclass(slots=True)
class Sheet:
    """Everything that is drawn.

    Attributes
    ----------
    width, height
        Of the sheet.
    diagram, at
        Boxes and lines, and where their left upper corner lies.
    words, samples
        Text and legend.
    rules
        Thin grey lines, as two points.
    used
        Width that the diagram needs with its headings.
    """

    width: float
    height: float
    diagram: Diagram
    at: tuple[float, float]
    words: list[Words]
    samples: list[Sample]
    rules: list[tuple[float, float, float, float]]
    used: float


def wrap_title(title: str, width: float) -> tuple[str, ...]:
    """Lines of the title; none for no title."""
    text = clean_text(title, 200)
    return wrap_address(text, width - 2 * MARGIN, _TITLE_SIZE) if text else ()


def lay_out(
    model: Model, layered: Layered, diagram: Diagram, foot: Foot, title: Sequence[str], width: float
) -> Sheet:
    """Put title, headings, diagram and foot below each other.

    Parameters
    ----------
    model, layered, diagram
        What is drawn, in layers, placed.
    foot
        From `build_foot`.
    title
        From `wrap_title`.
    width
        Of the sheet, in millimetres.
    """
    top = MARGIN
    words = []
    for line in title:
        words.append(Words(line, MARGIN, top + ASCENT * _TITLE_SIZE * MM_PER_POINT, _TITLE_SIZE))
        top += _TITLE_LINE
    top += 1.0 if title else 0.0
    headings = place_headings(model, layered, diagram)
    deep = max(len(heading.lines) for heading in headings) * _LINE + _HEADING_GAP
    down = diagram.style.down
    used = diagram.width + (deep if down else 0.0) + 2 * MARGIN
    left = max(MARGIN, MARGIN + (width - used) / 2)
    if down:
        at = (left + deep, top + max(0.0, -min(heading.low for heading in headings)))
    else:
        at = (left, top + deep)
    rules = []
    for heading in headings:
        words += _write_heading(heading, at, down=down)
        begin, end = heading.begin, heading.end
        if down:
            rules.append((at[0] - _RULE, at[1] + begin, at[0] - _RULE, at[1] + end))
        else:
            rules.append((at[0] + begin, at[1] - _RULE, at[0] + end, at[1] - _RULE))
    bottom = at[1] + diagram.height + _PART_GAP
    words += [Words(w.text, w.x, w.y + bottom, w.size, w.colour) for w in foot.words]
    samples = [Sample(s.item, s.x, s.y + bottom, s.width) for s in foot.samples]
    height = bottom + foot.height + MARGIN
    return Sheet(width, height, diagram, at, words, samples, rules, used)


def _write_heading(heading: Heading, at: tuple[float, float], *, down: bool) -> list[Words]:
    """Lines of a heading above the diagram, or rising on its left."""
    written = []
    for number, line in enumerate(heading.lines):
        half = measure_width(line, HEADING_SIZE) / 2
        back = _HEADING_GAP + (len(heading.lines) - number) * _LINE
        base = ASCENT * HEADING_SIZE * MM_PER_POINT - back
        if down:
            x, y = at[0] + base, at[1] + heading.middle + half
        else:
            x, y = at[0] + heading.middle - half, at[1] + base
        written.append(Words(line, x, y, HEADING_SIZE, GREY, turned=down))
    return written
