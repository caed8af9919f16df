"""Rows of a KGX edge table as numbers: what both readers give, and the reader that needs nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.curation.tables import width_error
from msc_graph.exceptions import DataError
from msc_graph.snapshot.lines import Lines, number_lines
from msc_graph.snapshot.slots import split_publications

__all__ = ["EdgeCodes", "Layout", "check_ends", "encode_edges", "iterate_cells"]


class Layout(NamedTuple):
    """Where in an edge table its columns stand, each counted from 0; none where there is none.

    Attributes
    ----------
    path
        The table, for messages.
    width
        Number of columns.
    keys
        Columns that tell relation, standing and evidence: all that is read but the ends and the
        references.
    names
        Names of these columns.
    publications
        Column of references separated by `|`.
    reference, local
        Column of the one reference, and column of the predicate, of our own exports.
    """

    path: Path
    width: int
    subject: int
    object: int
    keys: tuple[int, ...]
    names: tuple[str, ...]
    publications: int | None
    reference: int | None
    local: int | None


class EdgeCodes(NamedTuple):
    """An edge table as numbers, one per row of the table.

    Attributes
    ----------
    subject, object
        Places in `ids`, int32 of shape (rows,).
    key
        Places in `keys`, int32 of shape (rows,).
    counts
        How many places in `references` belong to each row, int32 of shape (rows,); none if no
        row has any.
    reference
        Places in `references` of all rows one after the other, int32.
    keys
        Cells of the columns `Layout.keys`.
    lines
        A line on which each of `keys` stands.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    key: NDArray[np.int32]
    counts: NDArray[np.int32] | None
    reference: NDArray[np.int32]
    ids: list[str]
    references: list[str]
    keys: list[tuple[str, ...]]
    lines: list[int]


def iterate_cells(path: Path, width: int, lines: Lines) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line that is not blank.

    Raises
    ------
    DataError
        If a line is not UTF-8 or has another number of cells than the header.
    """
    for number, raw in enumerate(lines.text.split(b"\n")[:-1], start=lines.first):
        try:
            line = raw.decode().removesuffix("\r")
        except UnicodeDecodeError as error:
            raise DataError(
                "is not UTF-8", path=path, line=number, cure="save it as UTF-8"
            ) from error
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != width:
            raise width_error(path, number, len(cells), width)
        yield number, cells


def check_ends(layout: Layout, line: int, subject: str, object_: str) -> None:
    """Refuse a row without subject or object.

    Raises
    ------
    DataError
        If one is empty.
    """
    for column, value in (("subject", subject), ("object", object_)):
        if not value:
            raise DataError(
                "is empty", path=layout.path, line=line, column=column, cure="write an id there"
            )


def encode_edges(layout: Layout, pieces: Iterable[bytes]) -> EdgeCodes:
    """Read an edge table line by line.

    Parameters
    ----------
    layout
        Of the table.
    pieces
        Whole lines of the file, without its header.

    Raises
    ------
    DataError
        If a line is not of the form of the table, or names no subject or object.
    """
    ids: dict[str, int] = {}
    references: dict[str, int] = {}
    keys: dict[tuple[str, ...], int] = {}
    lines: list[int] = []
    subject, object_, key, counts, reference = (array("i") for _ in range(5))
    pick = _picker(layout.keys)
    for piece in number_lines(pieces, first=2):
        for number, cells in iterate_cells(layout.path, layout.width, piece):
            ends = cells[layout.subject], cells[layout.object]
            if not (ends[0] and ends[1]):
                check_ends(layout, number, *ends)
            subject.append(ids.setdefault(ends[0], len(ids)))
            object_.append(ids.setdefault(ends[1], len(ids)))
            picked = pick(cells)
            place = keys.setdefault(picked, len(keys))
            if place == len(lines):
                lines.append(number)
            key.append(place)
            found = _references(layout, cells)
            counts.append(len(found))
            reference.extend(references.setdefault(r, len(references)) for r in found)
    return EdgeCodes(
        _as_numbers(subject),
        _as_numbers(object_),
        _as_numbers(key),
        _as_numbers(counts) if references else None,
        _as_numbers(reference),
        list(ids),
        list(references),
        list(keys),
        lines,
    )


def _picker(columns: tuple[int, ...]) -> Any:
    """Picks the cells of the columns out of a row, always as a tuple."""
    if len(columns) == 1:
        only = columns[0]
        return lambda cells: (cells[only],)
    return itemgetter(*columns)


def _references(layout: Layout, cells: list[str]) -> list[str]:
    if layout.local is not None and layout.reference is not None and cells[layout.local]:
        return [cells[layout.reference]] if cells[layout.reference] else []
    if layout.publications is None or not cells[layout.publications]:
        return []
    return split_publications(cells[layout.publications])


def _as_numbers(values: array[int]) -> NDArray[np.int32]:
    return np.array(values, np.int32)
