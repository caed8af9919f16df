"""The largest and plainest form in which a figure fits on its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msc_graph.render.figure_foot import MARGIN, build_foot
from msc_graph.render.figure_grid import Style
from msc_graph.render.figure_layers import Layered, arrange_layers
from msc_graph.render.figure_model import Model
from msc_graph.render.figure_order import order_layers
from msc_graph.render.figure_places import may_fit, place_diagram
from msc_graph.render.figure_sheet import Sheet, lay_out, wrap_title

__all__ = ["MAX_HEIGHT", "SMALLEST", "fit_sheet"]

#: Height of a page of a journal, and the smallest legible font in points.
MAX_HEIGHT, SMALLEST = 225.0, 6.0
#: No sheet holds more.
_MOST_BOXES, _MOST_LINES = 90, 160
#: Room that headings take at least, in millimetres.
_HEADINGS = 4.2


class _Try(NamedTuple):
    style: Style
    compact: bool = False
    widest: int = 0


def fit_sheet(
    model: Model,
    papers: Sequence[str],
    notes: Sequence[str],
    title: str,
    width: float,
    *,
    down: bool = True,
) -> Sheet | None:
    """Lay a figure out, or None where it does not fit legibly.

    From left to right if that can be done, with the steps of a therapy as columns; else with as
    few columns as the chains allow; else from top to bottom.

    Parameters
    ----------
    model
        What is drawn.
    papers, notes
        Lines below it.
    title
        Above it; empty for none.
    width
        Of the sheet, in millimetres.
    down
        Whether it may run from top to bottom.
    """
    if len(model.boxes) > _MOST_BOXES or len(model.lines) > _MOST_LINES:
        return None
    lines = wrap_title(title, width)
    foot = build_foot(model, papers, notes, width)
    room = MAX_HEIGHT - foot.height - 2 * MARGIN - 4.0 * len(lines) - 4.2
    made: dict[tuple[bool, int], Layered] = {}
    sorted_ones: dict[tuple[bool, int], Layered] = {}
    for style, compact, widest in _tries():
        if style.down and not down:
            break
        form = (compact, widest)
        if form not in made:
            made[form] = arrange_layers(model, compact=compact, widest=widest)
        wide, high = width - 2 * MARGIN, room
        if style.down:
            wide -= _HEADINGS
        else:
            high -= _HEADINGS
        if not may_fit(model, made[form], style, wide, high):
            continue
        # Sorting takes long, so only what has a chance is sorted.
        if form not in sorted_ones:
            sorted_ones[form] = order_layers(made[form])
        layered = sorted_ones[form]
        diagram = place_diagram(model, layered, style, wide, high)
        if diagram is None:
            continue
        sheet = lay_out(model, layered, diagram, foot, lines, width)
        if sheet.height <= MAX_HEIGHT and sheet.used <= width:
            return sheet
    return None


def _tries() -> Iterator[_Try]:
    """Forms by preference."""
    sizes, widths = (7.0, 6.5, SMALLEST), (26.0, 22.0, 19.0, 17.0, 15.0)
    for compact in (False, True):
        for size in sizes:
            for wide in widths:
                yield _Try(Style(False, size, wide), compact)
    for compact in (False, True):
        for wide in (17.0, 15.0, 13.5, 12.8, 12.0):
            yield _Try(Style(False, SMALLEST, wide, cut_words=True), compact)
    for size in sizes:
        for compact in (False, True):
            for widest in (0, 5, 4, 3):
                for wide in widths:
                    yield _Try(Style(True, size, wide), compact, widest)
    for widest in (0, 5, 4, 3, 2):
        for wide in (17.0, 15.0, 13.0):
            yield _Try(Style(True, SMALLEST, wide, cut_words=True), True, widest)
