"""A sheet drawn with matplotlib: SVG, PDF or PNG, the same bytes for the same sheet.

No pyplot, no state: settings hold for the drawing only, and text is never read as mathematics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import hypot
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from msc_graph.render.figure_foot import GREY, INK, Sample, Words
from msc_graph.render.figure_grid import NUMBER_SIZE
from msc_graph.render.figure_model import Line
from msc_graph.render.figure_places import DrawnBox, DrawnLine
from msc_graph.render.figure_shapes import Head, dark_of, head_of, outline_of, tint_of
from msc_graph.render.figure_sheet import Sheet
from msc_graph.render.figure_words import CENTRE, MM_PER_POINT, PITCH, load_font, measure_width
from msc_graph.render.palette import DOTS, GROUPS, mark_of, sign_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_sheet", "ink_sheet", "settings"]

_STRONG, _WEAK = 1.0, 0.5
#: Dashes of the palette are for lines of this width.
_PALETTE_WIDTH = 2.6
_COLOURS = {group.name: group.colour for group in GROUPS}
#: Codes of matplotlib's paths.
_MOVE, _STRAIGHT, _CURVE = 1, 2, 4


def ink_sheet(sheet: Sheet, form: str, *, title: str, description: str, dpi: int) -> bytes:
    """Bytes of a figure.

    Parameters
    ----------
    sheet
        What is drawn.
    form
        `svg`, `pdf` or `png`.
    title, description
        What the file says of itself.
    dpi
        Dots per inch of a PNG.
    """
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "msc_graph"},
        "pdf": {
            "CreationDate": None,
            "Creator": "msc_graph",
            "Title": title,
            "Subject": description,
        },
        "png": {"Software": "msc_graph", "Title": title, "Description": description},
    }
    stream = BytesIO()
    with settings():
        draw_sheet(sheet).savefig(stream, format=form, dpi=dpi, metadata=metadata[form])
    if form == "svg":
        return _finish_svg(stream.getvalue().decode("utf-8"), sheet, title, description)
    return stream.getvalue()


def _finish_svg(text: str, sheet: Sheet, title: str, description: str) -> bytes:
    """Give an SVG its size in millimetres and the words that a reader of screens says for it."""
    size = f'width="{sheet.width:g}mm" height="{sheet.height:.3f}mm"'
    text = re.sub(r"<!DOCTYPE[^>]*>\s*", "", text, count=1)
    text = re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', size + ' role="img"', text, count=1)
    told = f"<title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
    return re.sub(r"<svg[^>]*>", lambda tag: f"{tag[0]}\n {told}", text, count=1).encode("utf-8")


@contextmanager
def settings() -> Iterator[None]:
    """Settings of matplotlib that do not depend on the user's, for the time of a drawing."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "path",
                "svg.hashsalt": "msc_graph",
                "pdf.fonttype": 42,
                "text.hinting": "none",
                "text.parse_math": False,
                "path.simplify": False,
            }
        )
        yield


def draw_sheet(sheet: Sheet) -> Figure:
    """The sheet as a matplotlib figure."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(sheet.width / 25.4, sheet.height / 25.4), facecolor="white")
    pen = _Pen(figure, sheet.height, sheet.diagram.style.size)
    for x1, y1, x2, y2 in sheet.rules:
        pen.stroke([(x1, y1), (x2, y2)], GREY, 0.5)
    for line in sheet.diagram.lines:
        pen.line(line, sheet.at)
    for box in sheet.diagram.boxes:
        pen.box(box, sheet.at)
    for sample in sheet.samples:
        pen.sample(sample)
    for words in sheet.words:
        pen.write(words)
    return figure


class _Pen:
    """Draws in millimetres from the upper left corner."""

    def __init__(self, figure: Figure, height: float, size: float) -> None:
        from matplotlib.transforms import Affine2D

        self._figure = figure
        self._size = size
        flip = Affine2D().scale(1 / 25.4, -1 / 25.4).translate(0, height / 25.4)
        self._place = flip + figure.dpi_scale_trans

    def write(self, words: Words) -> None:
        from matplotlib.text import Text

        font = load_font().copy()
        font.set_size(words.size)
        self._figure.add_artist(
            Text(
                words.x,
                words.y,
                words.text,
                color=words.colour,
                fontproperties=font,
                rotation=90 if words.turned else 0,
                rotation_mode="anchor",
                ha="left",
                va="baseline",
                parse_math=False,
                usetex=False,
                transform=self._place,
            )
        )

    def stroke(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        *,
        codes: Sequence[int] | None = None,
        closed: bool = False,
        dashes: tuple[float, ...] = (),
        fill: str = "none",
    ) -> None:
        """Draw a path; `width` in points."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        self._figure.add_artist(
            PathPatch(
                Path([*points, points[0]] if closed else points, codes, closed=closed),
                edgecolor=colour,
                facecolor=fill,
                linewidth=width,
                linestyle=(0, dashes) if dashes else "solid",
                capstyle="butt",
                joinstyle="miter",
                transform=self._place,
            )
        )

    def box(self, drawn: DrawnBox, at: tuple[float, float]) -> None:
        """A box with its lines of text in the middle."""
        x, y = drawn.x + at[0], drawn.y + at[1]
        group = mark_of(drawn.box.category).group
        self.frame(group, (x, y, drawn.width, drawn.height), asked=drawn.box.asked)
        size = self._size * MM_PER_POINT
        base = y + drawn.height / 2 - (len(drawn.words) - 1) * PITCH * size / 2 + CENTRE * size
        for number, text in enumerate(drawn.words):
            left = x + (drawn.width - measure_width(text, self._size)) / 2
            self.write(Words(text, left, base + number * PITCH * size, self._size))

    def frame(
        self, group: str, place: tuple[float, float, float, float], *, asked: bool = False
    ) -> None:
        """The outline of a box: a tint of its group inside, a dark shade around."""
        colour = _COLOURS.get(group, _COLOURS["other"])
        outline = outline_of(group, *place)
        edge = dark_of(colour) if group else INK
        dashes = (2.5, 1.2) if outline.dashed else ()
        width = 1.7 if asked else 0.7
        fill = tint_of(colour) if group else "white"
        self.stroke(outline.points, edge, width, closed=True, dashes=dashes, fill=fill)
        if outline.inner:
            self.stroke(outline.inner, edge, 0.5, closed=True)

    def line(self, drawn: DrawnLine, at: tuple[float, float]) -> None:
        """A line with its heads and its number, on a white casing that parts it from others."""
        moved = [[(x + at[0], y + at[1]) for x, y in piece] for piece in drawn.route]
        points = [(drawn.start[0] + at[0], drawn.start[1] + at[1])]
        codes = [_MOVE]
        for piece in moved:
            points += piece
            codes += [_CURVE] * 3 if len(piece) == 3 else [_STRAIGHT]
        heads = []
        if drawn.head:
            heads.append(head_of(drawn.line.sign, points[-1], _way(points[-2], points[-1])))
            points[-1] = heads[-1].base
        if drawn.tail:
            heads.append(head_of(drawn.line.sign, points[0], _way(points[1], points[0])))
            points[0] = heads[-1].base
        self._run(drawn.line, points, codes, heads)
        if drawn.line.label:
            x, y = drawn.at[0] + at[0], drawn.at[1] + at[1]
            self.write(Words(drawn.line.label, x, y, NUMBER_SIZE))

    def _run(
        self,
        line: Line,
        points: Sequence[tuple[float, float]],
        codes: Sequence[int],
        heads: Sequence[Head],
    ) -> None:
        style = sign_style(line.sign)
        width = _WEAK if line.doubt else _STRONG
        pattern = DOTS if line.doubt > 1 else style.dashes
        dashes = tuple(length / _PALETTE_WIDTH for length in pattern)
        self.stroke(points, "white", width + 1.6, codes=codes)
        self.stroke(points, style.colour, width, codes=codes, dashes=dashes)
        for head in heads:
            solid = head.closed and line.sign > 0 and not line.doubt
            fill = style.colour if solid else "white" if head.closed else "none"
            thick = 0.7 if head.closed else 0.8 if line.doubt else 1.5
            self.stroke(head.points, style.colour, thick, closed=head.closed, fill=fill)

    def sample(self, sample: Sample) -> None:
        """A box or line of the legend."""
        item, x, y = sample.item, sample.x, sample.y
        if item.line is None:
            self.frame(item.group, (x, y - 1.2, sample.width, 2.4), asked=item.asked)
            return
        end = (x + sample.width, y)
        heads = [head_of(item.line.sign, end, (1.0, 0.0))]
        points = [(x, y), heads[0].base]
        if item.line.symmetric:
            heads.append(head_of(item.line.sign, points[0], (-1.0, 0.0)))
            points[0] = heads[1].base
        self._run(item.line, points, [_MOVE, _STRAIGHT], heads)


def _way(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Unit vector from one point to another; lines run straight along one axis where they end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    return (dx / length, dy / length) if length else (1.0, 0.0)
