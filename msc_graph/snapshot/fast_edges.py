"""Rows of a KGX edge table as numbers, by polars: no Python per row."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.snapshot.edges import EdgeCodes, Layout, check_ends, iterate_cells
from msc_graph.snapshot.keys import KeyNumbers
from msc_graph.snapshot.lines import Lines

if TYPE_CHECKING:
    import polars

__all__ = ["encode_edges_fast", "is_available"]

_TAB, _FEED = 9, 10
#: Pieces that are parsed ahead.
_AHEAD = 2
#: Bytes that are looked at at a time, few enough for the nearest memory.
_BLOCK = 1 << 17


def is_available() -> bool:
    """Whether polars is installed, of a version whose categories keep their numbers."""
    if find_spec("polars") is None:
        return False
    import polars

    return hasattr(polars, "Categories")


def encode_edges_fast(
    layout: Layout, pieces: Iterator[bytes], meanwhile: Callable[[], None] = lambda: None
) -> EdgeCodes:
    """Read an edge table; the same as `encode_edges`, several times faster.

    Parameters
    ----------
    layout, pieces
        See `encode_edges`.
    meanwhile
        Called once, while the first pieces are parsed.

    Raises
    ------
    DataError
        If a line is not of the form of the table, or names no subject or object.
    """
    reader = _Reader(layout)
    with ThreadPoolExecutor(1) as pool:
        # While one piece is numbered, the next ones are parsed.
        first = islice(pieces, _AHEAD)
        ahead = deque(pool.submit(reader.parse, piece) for piece in first)
        meanwhile()
        for piece in pieces:
            ahead.append(pool.submit(reader.parse, piece))
            reader.take(ahead.popleft().result())
        while ahead:
            reader.take(ahead.popleft().result())
    return reader.finish()


class _References(NamedTuple):
    """References of all rows, the rows that have some, and how many belong to each of these."""

    texts: polars.Series
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]


class _Parsed(NamedTuple):
    """A piece as polars gives it: its rows, the line of each, and references if a row has any."""

    frame: polars.DataFrame
    lines: Sequence[int]
    references: _References | None


class _Codes:
    """Numbers of the texts of a column, the same in every piece; 0 is the empty text."""

    def __init__(self) -> None:
        import polars as pl

        self.type = pl.Categorical(pl.Categories.random())
        # The numbers last as long as some series that uses them: this one keeps them.
        self._first = pl.Series([""], dtype=pl.String).cast(self.type)
        self._known = np.ones(1, np.bool_)
        self._gaps = False
        self.texts: list[str] = [""]

    def learn(self, texts: polars.Series) -> NDArray[np.int32]:
        """Number texts, or take over the numbers of categories, and remember what is new."""
        import polars as pl

        codes = texts.cast(self.type).to_physical().fill_null(0).to_numpy()
        known = len(self.texts)
        missing = int(codes.max(initial=0)) + 1 - known
        if missing > 0:
            self.texts += [""] * missing
            self._known = np.concatenate((self._known, np.zeros(missing, np.bool_)))
        if missing > 0 or self._gaps:
            # Numbers are given in turn, so that those below are known; but where a piece was
            # taken line by line in the end, some may have been given to what is no cell.
            new = np.flatnonzero(~self._known[codes] if self._gaps else codes >= known)
            least = 0 if self._gaps else known
            first = np.full(len(self.texts) - least, -1, np.int64)
            # Of places that are the same the last one stays, which is the first row.
            first[codes[new[::-1]] - least] = new[::-1]
            first, values = first[first >= 0], np.flatnonzero(first >= 0) + least
            self._known[values] = True
            self._gaps = not self._known.all()
            found = texts.gather(first).cast(pl.String).to_list()
            for code, text in zip(values.tolist(), found, strict=True):
                self.texts[code] = text
        return codes.view(np.int32)


class _Reader:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._header = ("\t".join(f"c{n}" for n in range(layout.width)) + "\n").encode()
        self._ids = _Codes()
        self._references = _Codes()
        self._cells = [_Codes() for _ in layout.keys]
        # The last column tells whether lines are cut short.
        further = (layout.publications, layout.reference, layout.local, layout.width - 1)
        read = {layout.subject, layout.object, *layout.keys, *further} - {None}
        self._columns = sorted(f"c{n}" for n in read)
        # What is split or looked at as text is not numbered while it is parsed.
        as_text = {layout.subject, layout.object, layout.publications, layout.reference}
        numbered = zip(layout.keys, self._cells, strict=True)
        as_text.add(layout.local)
        self._types = {f"c{n}": c.type for n, c in numbered if n not in as_text}
        self._keys = KeyNumbers(len(layout.keys))
        self._next_line = 2
        self._parts: list[tuple[NDArray[np.int32], ...]] = []
        self._counts: list[NDArray[np.int32]] = []
        self._found: list[NDArray[np.int32]] = []

    def parse(self, piece: bytes) -> _Parsed:
        """What takes longest; the pieces must come in their order."""
        frame, lines = self._read(piece)
        return _Parsed(frame, lines, self._list_references(frame))

    def take(self, parsed: _Parsed) -> None:
        """Number the rows of a piece."""
        import polars as pl

        layout, frame, lines = self._layout, parsed.frame, parsed.lines
        rows = len(frame)
        if not rows:
            return
        # Both together: two columns that are numbered at once wait for each other.
        columns = (frame[f"c{n}"] for n in (layout.subject, layout.object))
        ends = self._ids.learn(pl.concat(columns))
        subject, object_ = ends[:rows], ends[rows:]
        if not ends.all():
            empty = int(np.flatnonzero((subject == 0) | (object_ == 0))[0])
            texts = (self._ids.texts[codes[empty]] for codes in (subject, object_))
            check_ends(layout, lines[empty], *texts)
        cells = zip(layout.keys, self._cells, strict=True)
        keys = [codes.learn(frame[f"c{n}"]) for n, codes in cells]
        self._parts.append((subject, object_, self._keys.number(keys, lines)))
        self._take_references(rows, parsed.references)

    def finish(self) -> EdgeCodes:
        """Everything numbered; what was collected is given away."""
        parts = self._parts or [(np.zeros(0, np.int32),) * 3]
        subject, object_, key = (np.concatenate(column) for column in zip(*parts, strict=True))
        self._parts.clear()
        texts = [codes.texts for codes in self._cells]
        named = bool(self._found)
        return EdgeCodes(
            subject,
            object_,
            key,
            np.concatenate(self._counts) if named else None,
            np.concatenate(self._found) if named else np.zeros(0, np.int32),
            self._ids.texts,
            self._references.texts[1:],
            [tuple(t[c] for t, c in zip(texts, key, strict=True)) for key in self._keys.known],
            self._keys.lines,
        )

    def _read(self, piece: bytes) -> tuple[polars.DataFrame, Sequence[int]]:
        """Columns of a piece that are read, and the number of each of its lines."""
        import polars as pl

        first = self._next_line
        text = piece.replace(b"\r\n", b"\n") if b"\r" in piece else piece
        try:
            frame = pl.read_csv(
                self._header + text,
                columns=self._columns,
                separator="\t",
                quote_char=None,
                infer_schema=False,
                schema_overrides=self._types,
            )
        except pl.exceptions.PolarsError:
            frame = pl.DataFrame()
        if self._is_neat(text, frame):
            self._next_line += len(frame)
            return frame, range(first, self._next_line)
        # Blank lines are passed over; whatever else is wrong, line by line it gets its number.
        self._next_line += piece.count(b"\n")
        cells = list(iterate_cells(self._layout.path, self._layout.width, Lines(first, piece)))
        columns = {
            name: pl.Series([row[int(name[1:])] or None for _, row in cells], dtype=pl.String)
            for name in self._columns
        }
        return pl.DataFrame(columns), [number for number, _ in cells]

    def _is_neat(self, text: bytes, frame: polars.DataFrame) -> bool:
        """Whether every line has as many cells as the header, which polars does not insist on."""
        width, rows = self._layout.width, len(frame)
        buffer = np.frombuffer(text, np.uint8)
        if not rows or _count(buffer) != (rows * (width - 1), rows):
            return False
        if not frame[f"c{width - 1}"].null_count():
            return True  # no line is too short, so none is too long either
        tabs, feeds = buffer == _TAB, buffer == _FEED
        ends = np.flatnonzero(tabs | feeds).reshape(rows, width)
        return bool(feeds[ends[:, -1]].all() and tabs[ends[:, :-1]].all())

    def _list_references(self, frame: polars.DataFrame) -> _References | None:
        import polars as pl

        layout = self._layout
        listed: pl.Expr | None = None
        if layout.publications is not None:
            listed = pl.col(f"c{layout.publications}").str.split("|")
        if layout.reference is not None and layout.local is not None:
            ours = pl.col(f"c{layout.local}").fill_null("") != ""
            single = pl.concat_list(pl.col(f"c{layout.reference}"))
            listed = pl.when(ours).then(single).otherwise(listed)
        if listed is None or not len(frame):
            return None
        lists = frame.select(lists=listed)["lists"]
        filled = lists.is_not_null()
        places = np.flatnonzero(filled.to_numpy())
        if not len(places):
            return None
        lists = lists.filter(filled)
        # An empty list gives one null too.
        lengths = np.maximum(lists.list.len().to_numpy(), 1).astype(np.int64)
        return _References(lists.explode().str.strip_chars(), places, lengths)

    def _take_references(self, rows: int, references: _References | None) -> None:
        counts = np.zeros(rows, np.int32)
        self._counts.append(counts)
        if references is None:
            return
        codes = self._references.learn(references.texts)
        named = codes > 0
        starts = np.cumsum(references.lengths) - references.lengths
        counts[references.places] = np.add.reduceat(named, starts, dtype=np.int32)
        self._found.append(codes[named] - 1)


def _count(buffer: NDArray[np.uint8]) -> tuple[int, int]:
    """Number of tabs and of line feeds."""
    parts = (buffer[place : place + _BLOCK] for place in range(0, len(buffer), _BLOCK))
    counts = [(np.count_nonzero(p == _TAB), np.count_nonzero(p == _FEED)) for p in parts]
    return sum(int(tabs) for tabs, _ in counts), sum(int(feeds) for _, feeds in counts)
