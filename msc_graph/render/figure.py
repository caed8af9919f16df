"""A figure for print: chains or statements in layers, with numbers, legend and references."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from msc_graph.analysis.belief import belief_of
from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.curation.tables import write_text
from msc_graph.exceptions import UsageError
from msc_graph.records import Statement
from msc_graph.render.figure_fit import fit_sheet
from msc_graph.render.figure_model import Model, chains_of, model_chains, model_statements
from msc_graph.render.figure_papers import list_papers
from msc_graph.render.figure_sheet import Sheet
from msc_graph.render.figure_telling import tell_model
from msc_graph.render.figure_words import clean_text

__all__ = [
    "DPI",
    "FORMS",
    "WIDTH_MM",
    "MechanismFigure",
    "check_form",
    "draw_statements",
    "draw_trace",
]

FORMS = ("svg", "pdf", "png")
#: Two columns of a journal, in millimetres, and dots per inch for print.
WIDTH_MM, DPI = 174.0, 600
_NARROWEST, _WIDEST = 60.0, 400.0
_FEWEST_DOTS, _MOST_DOTS = 72, 1200
#: More statements than this are no figure, whatever fits.
_MOST_STATEMENTS = 300
#: Of more chains or statements only so many of the best are tried.
_MOST_TRIED = 150
#: From this width on, what does not fit as a whole runs from left to right all the same.
_ACROSS = 120.0


class MechanismFigure:
    """A figure, drawn when it is asked for.

    Parameters
    ----------
    sheet
        What is drawn, placed.
    title, description
        What the file says of itself, for readers who do not see it.
    note
        What does not stand in the figure because it did not fit; empty if all does.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> figure = draw_trace(kg.trace("SHP2", "Alzheimer disease"))
    >>> figure.width_mm, figure.note
    (174.0, '')
    >>> figure.to_bytes("svg") == figure.to_bytes("svg")
    True
    """

    def __init__(self, sheet: Sheet, title: str, description: str, note: str = "") -> None:
        self.sheet = sheet
        self.title = title
        self.description = description
        self.note = note

    @property
    def width_mm(self) -> float:
        """Width in millimetres."""
        return self.sheet.width

    @property
    def height_mm(self) -> float:
        """Height in millimetres."""
        return self.sheet.height

    def to_bytes(self, form: str = "svg", *, dpi: int = DPI) -> bytes:
        """The figure as a file: the same bytes for the same figure.

        Parameters
        ----------
        form
            `svg`, `pdf` or `png`.
        dpi
            Dots per inch of a PNG, 72 to 1,200.

        Raises
        ------
        UsageError
            If there is no such form, or a PNG of so many dots makes no sense.
        """
        from msc_graph.render.figure_ink import ink_sheet

        if form not in FORMS:
            raise UsageError(f"no figure is written as {form!r}", cure="choose svg, pdf or png")
        if not _FEWEST_DOTS <= dpi <= _MOST_DOTS:
            raise UsageError(f"{dpi} dots per inch", cure=f"choose {_FEWEST_DOTS} to {_MOST_DOTS}")
        return ink_sheet(self.sheet, form, title=self.title, description=self.description, dpi=dpi)

    def save(self, path: str | Path, *, dpi: int = DPI, force: bool = False) -> Path:
        """Write the figure; the end of the name decides the form.

        Raises
        ------
        UsageError
            If the name does not end in .svg, .pdf or .png.
        OutputError
            If the file exists and `force` is false, or cannot be written.
        """
        place = Path(path)
        write_text(place, self.to_bytes(check_form(place), dpi=dpi), force=force)
        return place

    def _repr_svg_(self) -> str:
        return self.to_bytes("svg").decode("utf-8")

    def __repr__(self) -> str:
        return f"<figure {self.title!r}, {self.width_mm:g} x {self.height_mm:.0f} mm>"


def check_form(path: Path) -> str:
    """Form that the end of a file's name stands for.

    Raises
    ------
    UsageError
        If it stands for none.

    Examples
    --------
    >>> check_form(Path("chains.PDF"))
    'pdf'
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise UsageError(
            f"a figure cannot be written as {path.name!r}",
            cure="let the name end in .svg, .pdf or .png",
        )
    return form


def draw_trace(trace: Trace, *, width_mm: float = WIDTH_MM, title: str = "") -> MechanismFigure:
    """Draw the chains of a trace; as many of the best as can be read.

    Parameters
    ----------
    trace
        The answer. If it has no chains, its direct effects are drawn.
    width_mm
        Width in millimetres, 60 to 400: 85 is one column of a journal, 174 are two.
    title
        Stands above the figure; none by default, since journals print a caption below it.

    Raises
    ------
    UsageError
        If there is nothing to draw, or not one chain fits into the width.
    """
    chains = chains_of(trace)
    asked = {end for hops, _ in chains for end in (hops[0].source, hops[-1].target)} & (
        trace.start.members | trace.end.members
    )

    def model(count: int) -> Model:
        return model_chains(trace.corpus, chains[:count], asked)

    name = clean_text(f"{trace.start.label} → {trace.end.label}", 200)
    kind = "chains" if trace.chains else "direct effects"
    return _draw(trace.corpus, model, len(chains), kind, title, name, width_mm)


def draw_statements(
    corpus: Corpus,
    statements: Sequence[Statement],
    *,
    width_mm: float = WIDTH_MM,
    title: str = "",
    asked: Collection[str] = (),
) -> MechanismFigure:
    """Draw statements that are no chains: the surroundings of an entity, a query's answer.

    Parameters
    ----------
    corpus
        Where labels, evidence and references are looked up.
    statements
        What is drawn: where not all fits, first those about the entities asked for, then those
        that may be believed most. Superseded ones are left out.
    width_mm, title
        As for `draw_trace`.
    asked
        Entities that stand out.

    Raises
    ------
    UsageError
        If there is nothing to draw, or far more than a figure can hold.
    """
    drawn = [s for s in statements if s.status != "superseded" and s.subject != s.object]
    if len(drawn) > _MOST_STATEMENTS:
        raise UsageError(
            f"{len(drawn):,} statements are too many for a figure",
            cure="ask for less, for example with --around NAME, or write a page with -o",
        )
    drawn.sort(key=lambda s: _order_key(corpus, s, asked))

    def model(count: int) -> Model:
        return model_statements(corpus, drawn[:count], asked)

    name = clean_text(title, 200) or "Statements"
    return _draw(corpus, model, len(drawn), "statements", title, name, width_mm)


def _order_key(
    corpus: Corpus, statement: Statement, asked: Collection[str]
) -> tuple[bool, float, str]:
    far = statement.subject not in asked and statement.object not in asked
    rows = corpus.rows.get(statement.id, ())
    return far, -belief_of(row.parse() for row in rows), statement.id


def _draw(
    corpus: Corpus,
    model: Callable[[int], Model],
    count: int,
    kind: str,
    title: str,
    name: str,
    width_mm: float,
) -> MechanismFigure:
    if not _NARROWEST <= width_mm <= _WIDEST:
        raise UsageError(
            f"a width of {width_mm:g} mm",
            cure=f"choose {_NARROWEST:g} to {_WIDEST:g}; 85 is one column, 174 are two",
        )
    if not count:
        raise UsageError("there is nothing to draw", cure="ask for something that has statements")

    def attempt(some: int, *, down: bool = True) -> MechanismFigure | None:
        drawn = model(some)
        note = f"Drawn: the best {some} of {count} {kind}; more do not fit." if some < count else ""
        papers = list_papers(corpus, drawn.references)
        sheet = fit_sheet(drawn, papers, [note] * bool(note), title, width_mm, down=down)
        return (
            MechanismFigure(sheet, name, tell_model(drawn, papers, note), note) if sheet else None
        )

    best = attempt(count) if count <= _MOST_TRIED else None
    if best is None and width_mm >= _ACROSS:
        best = _find_most(lambda some: attempt(some, down=False), count - 1)
    if best is None:
        best = _find_most(attempt, count - 1)
    if best is None:
        raise UsageError(
            f"not one of the {kind} fits into {width_mm:g} mm", cure="choose a larger width"
        )
    return best


def _find_most(
    attempt: Callable[[int], MechanismFigure | None], most: int
) -> MechanismFigure | None:
    """The figure with the most in it: it is looked for by halves, as more needs more room."""
    best, low, high = None, 1, min(most, _MOST_TRIED)
    while low <= high:
        middle = (low + high) // 2
        found = attempt(middle)
        if found:
            best, low = found, middle + 1
        else:
            high = middle - 1
    return best
