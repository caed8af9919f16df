"""What stands below a figure: legend, notes, list of references, in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msc_graph.render.figure_key import KeyItem, key_items
from msc_graph.render.figure_model import Model
from msc_graph.render.figure_words import (
    ASCENT,
    CENTRE,
    MM_PER_POINT,
    PITCH,
    measure_width,
    wrap_address,
)

__all__ = ["GREY", "INK", "MARGIN", "Foot", "Sample", "Words", "build_foot"]

INK, GREY = "#1A1A1A", "#595959"
#: Free border of a sheet.
MARGIN = 0.8

_SIZE = 6.0
_LINE = _SIZE * PITCH * MM_PER_POINT
_ITEM_GAP, _ROW_GAP, _AFTER_SAMPLE = 3.5, 0.8, 1.2
_BOX_SAMPLE, _LINE_SAMPLE = 5.0, 9.0
_TWO_COLUMNS, _THREE_COLUMNS = 120.0, 230.0
_COLUMN_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: `x` and `y` are where it begins on its line of writing; turned, it rises."""

    text: str
    x: float
    y: float
    size: float = _SIZE
    colour: str = INK
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A box or line of the legend, from its left end, around the middle `y`."""

    item: KeyItem
    x: float
    y: float
    width: float


@dataclass(slots=True)
class Foot:
    """What stands below the diagram, from `y` = 0 downwards."""

    words: list[Words] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    height: float = 0.0


def build_foot(model: Model, papers: Sequence[str], notes: Sequence[str], width: float) -> Foot:
    """Legend, notes and list of references for a sheet of this width.

    Parameters
    ----------
    model
        What is drawn.
    papers
        Lines of the list of references, in the order of their numbers.
    notes
        Sentences on what is not drawn.
    width
        Of the sheet, in millimetres.
    """
    foot = Foot()
    room = width - 2 * MARGIN
    _add_key(foot, key_items(model), room)
    for note in notes:
        for line in wrap_address(note, room, _SIZE):
            _add_line(foot, line, MARGIN)
        foot.height += 0.6
    if papers:
        foot.height += 1.4
        _add_papers(foot, papers, room)
    return foot


def _add_line(foot: Foot, text: str, x: float) -> None:
    foot.words.append(Words(text, x, foot.height + ASCENT * _SIZE * MM_PER_POINT))
    foot.height += _LINE


def _add_key(foot: Foot, items: Sequence[KeyItem], room: float) -> None:
    """Entries side by side, as many as a row holds."""
    x = 0.0
    for item in items:
        sample = (
            measure_width(item.sign, _SIZE)
            if item.sign
            else _LINE_SAMPLE
            if item.line
            else _BOX_SAMPLE
        )
        lines = wrap_address(item.text, room - sample - _AFTER_SAMPLE, _SIZE)
        wide = sample + _AFTER_SAMPLE + max(measure_width(line, _SIZE) for line in lines)
        if x and (x + wide > room or len(lines) > 1):
            x = 0.0
            foot.height += _LINE + _ROW_GAP
        base = foot.height + ASCENT * _SIZE * MM_PER_POINT
        if item.sign:
            foot.words.append(Words(item.sign, MARGIN + x, base))
        else:
            middle = base - CENTRE * _SIZE * MM_PER_POINT
            foot.samples.append(Sample(item, MARGIN + x, middle, sample))
        for number, line in enumerate(lines):
            foot.words.append(
                Words(line, MARGIN + x + sample + _AFTER_SAMPLE, base + number * _LINE)
            )
        foot.height += (len(lines) - 1) * _LINE
        x += wide + _ITEM_GAP
    if items:
        foot.height += _LINE + _ROW_GAP


def _add_papers(foot: Foot, papers: Sequence[str], room: float) -> None:
    """Numbered list in columns of about the same height."""
    count = 1 + (room > _TWO_COLUMNS) + (room > _THREE_COLUMNS)
    column = (room - (count - 1) * _COLUMN_GAP) / count
    indent = measure_width(f"[{len(papers)}] ", _SIZE) + 0.4
    blocks = [wrap_address(paper, column - indent, _SIZE) for paper in papers]
    total = sum(map(len, blocks))
    top, lowest, rows, number = foot.height, foot.height, 0, 0
    for place, block in enumerate(blocks, start=1):
        if rows and rows + len(block) / 2 > total / count and number < count - 1:
            number, rows, foot.height = number + 1, 0, top
        x = MARGIN + number * (column + _COLUMN_GAP)
        mark = f"[{place}]"
        base = foot.height + ASCENT * _SIZE * MM_PER_POINT
        foot.words.append(Words(mark, x + indent - 0.9 - measure_width(mark, _SIZE), base))
        for line in block:
            _add_line(foot, line, x + indent)
        rows += len(block)
        lowest = max(lowest, foot.height)
    foot.height = lowest
