"""KGX pairs: nodes.tsv and edges.tsv, plain or gzip, ours or anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.exceptions import DataError
from msc_graph.records import EVIDENCE_COLUMNS, Entity
from msc_graph.snapshot.builder import Builder, Rows
from msc_graph.snapshot.categories import find_category
from msc_graph.snapshot.edges import EdgeCodes, Layout, encode_edges, iterate_cells
from msc_graph.snapshot.fast_edges import encode_edges_fast, is_available
from msc_graph.snapshot.lines import iterate_pieces, number_lines
from msc_graph.snapshot.packing import FIELD, NONE, STATUSES
from msc_graph.snapshot.slots import (
    SLOTS,
    foreign_context,
    parse_negated,
    printed_relation,
    read_relation,
)
from msc_graph.snapshot.sources import KgxPair

__all__ = ["read_kgx"]

#: Columns that only our own exports have; `predicate_local` tells that they mean what they say.
_LOCAL = "predicate_local"
_OWN = (_LOCAL, "level", "status", *(c for c in EVIDENCE_COLUMNS if c != "reference"))
_STANDING = {status: place for place, status in enumerate(STATUSES)}

#: Size of an edge table (bytes) from which on importing polars takes less than it saves.
_WORTHWHILE = 1 << 21

Report = Callable[[int], None]


def read_kgx(
    builder: Builder,
    pair: KgxPair,
    report: Callable[[Path, int], None],
    *,
    fast: bool | None = None,
) -> None:
    """Read a pair into a builder.

    Parameters
    ----------
    builder
        Takes entities and rows.
    pair
        The edge table, and the node table if there is one.
    report
        Told how many bytes of which file were read so far.
    fast
        Whether polars reads the edges; None leaves it to a table that is large enough, and to
        whether it is installed.

    Raises
    ------
    DataError
        If a table lacks a column or a row is not of its form; it names file and line.
    """

    def read_nodes() -> None:
        if pair.nodes is not None:
            _read_nodes(builder, pair.nodes, lambda done: report(pair.nodes or pair.edges, done))

    header, pieces = _open_table(
        pair.edges, ("subject", "predicate", "object"), lambda done: report(pair.edges, done)
    )
    layout = _lay_out(pair.edges, header)
    if fast is None:
        fast = pair.edges.stat().st_size >= _WORTHWHILE and is_available()
    if fast:
        codes = encode_edges_fast(layout, pieces, read_nodes)
    else:
        read_nodes()
        codes = encode_edges(layout, pieces)
    _add_edges(builder, layout, codes)


def _open_table(
    path: Path, required: Sequence[str], report: Report
) -> tuple[list[str], Iterator[bytes]]:
    pieces = iterate_pieces(path, report)
    first = next(pieces, None)
    if first is None:
        raise DataError(
            "is empty", path=path, cure=f"start it with the header {', '.join(required)}, …"
        )
    line, _, text = first.partition(b"\n")
    try:
        header = line.decode().removesuffix("\r").split("\t")
    except UnicodeDecodeError as error:
        raise DataError("is not UTF-8", path=path, line=1, cure="save it as UTF-8") from error
    for column in required:
        if column not in header:
            raise DataError(
                f"lacks the column {column}",
                path=path,
                line=1,
                cure=f"a KGX table of this kind needs {', '.join(required)}",
            )
    for column in header:
        if header.count(column) > 1:
            raise DataError(
                f"has the column {column!r} twice", path=path, line=1, cure="rename one of them"
            )
    return header, chain((text,), pieces)


def _lay_out(path: Path, header: Sequence[str]) -> Layout:
    place = {column: number for number, column in enumerate(header)}
    own = _LOCAL in place
    names = [c for c in (*SLOTS, *(_OWN if own else ())) if c in place]
    names = list(dict.fromkeys(names))
    return Layout(
        path,
        len(header),
        place["subject"],
        place["object"],
        tuple(place[c] for c in names),
        tuple(names),
        place.get("publications"),
        place.get("reference") if own else None,
        place.get(_LOCAL),
    )


#: Field of an entity by column.
_FIELDS = {
    "category_local": "category",
    "kind": "kind",
    "synonym": "synonyms",
    "xref": "xrefs",
    "broader": "broader",
    "occurs_in": "occurs_in",
    "in_taxon": "taxon",
    "description": "description",
}
_SEVERAL = frozenset({"synonym", "xref", "broader", "occurs_in"})


def _read_nodes(builder: Builder, path: Path, report: Report) -> None:
    header, pieces = _open_table(path, ("id",), report)
    place = {column: number for number, column in enumerate(header)}
    at, name_at, class_at = place["id"], place.get("name"), place.get("category")
    further = {column: place[column] for column in _FIELDS if column in place}
    categories: dict[tuple[str, str], str] = {}
    for piece in number_lines(pieces, first=2):
        for number, cells in iterate_cells(path, len(header), piece):
            identifier = cells[at]
            if not identifier:
                raise DataError(
                    "is empty", path=path, line=number, column="id", cure="write an id there"
                )
            classes = "" if class_at is None else cells[class_at]
            key = (identifier.partition(":")[0], classes)
            category = categories.get(key)
            if category is None:
                category = categories[key] = find_category(identifier, classes.split("|"))
            label = (name_at is not None and cells[name_at]) or identifier
            if further:
                row = {column: cells[n] for column, n in further.items()}
                builder.describe(_make_entity(identifier, label, category, row))
            else:
                packed = FIELD.join((label.encode(), category.encode()))
                builder.describe_packed(identifier, packed)


def _make_entity(identifier: str, label: str, category: str, row: Mapping[str, str]) -> Entity:
    fields: dict[str, Any] = {}
    for column, cell in row.items():
        if cell:
            several = column in _SEVERAL
            values = tuple(dict.fromkeys(filter(None, cell.split("|")))) if several else cell
            fields[_FIELDS[column]] = values
    return Entity(identifier, label, **{"category": category, **fields})


class _Meaning(NamedTuple):
    """What the rows of one key say; the context is `NONE` where they tell of no evidence."""

    kind: int
    status: int
    context: int


def _add_edges(builder: Builder, layout: Layout, codes: EdgeCodes) -> None:
    # Sorted, so that both ways of reading give the same numbers.
    for identifier in sorted(set(codes.ids) - builder.entities.keys() - {""}):
        builder.entity(identifier)
    ids = builder.entities
    ends = np.array([ids.get(identifier, NONE) for identifier in codes.ids], np.int32)
    meanings = [
        _read_key(builder, layout, dict(zip(layout.names, key, strict=True)), line)
        for key, line in zip(codes.keys, codes.lines, strict=True)
    ]
    table = np.array(meanings, np.int64).reshape(-1, len(_Meaning._fields))
    subject, object_, key, reference = _with_references(builder, codes)
    context = table[:, 2].astype(np.int32)[key]
    silent = (context == NONE) & (reference != NONE)
    if silent.any():
        context[silent] = builder.context("")
    builder.append(
        Rows(
            ends[subject],
            ends[object_],
            table[:, 0].astype(np.uint16)[key],
            table[:, 1].astype(np.uint8)[key],
            context,
            reference,
        )
    )


def _with_references(builder: Builder, codes: EdgeCodes) -> tuple[NDArray[np.int32], ...]:
    """Subject, object, key and reference: one row for each reference, or one without any."""
    columns = codes.subject, codes.object, codes.key
    if codes.counts is None:
        return *columns, np.full(len(codes.subject), NONE, np.int32)
    numbers = builder.number_references(codes.references)
    named = codes.counts > 0
    if codes.counts.max(initial=0) > 1:
        times = np.maximum(codes.counts, 1)
        rows = np.repeat(np.arange(len(times)), times)
        columns = columns[0].take(rows), columns[1].take(rows), columns[2].take(rows)
        named = named.take(rows)
    reference = np.full(len(named), NONE, np.int32)
    reference[named] = numbers.take(codes.reference)
    return *columns, reference


def _read_key(builder: Builder, layout: Layout, cells: Mapping[str, str], line: int) -> _Meaning:
    column = "sign"
    try:
        relation = read_relation(cells)
        column = "negated"
        negated = parse_negated(cells.get(column, ""))
    except KeyError as error:
        cures = {"sign": "write -1, 0, 1 or nothing", "negated": "write true, false or nothing"}
        raise DataError(
            f"{cells[column]!r} is not known",
            path=layout.path,
            line=line,
            column=column,
            cure=cures[column],
        ) from error
    if not relation.predicate and not relation.local:
        raise DataError(
            "is empty", path=layout.path, line=line, column="predicate", cure="write a predicate"
        )
    predicate = builder.predicates.resolve(relation)
    own = bool(relation.local)
    if own:
        words = (cells.get(c, "") for c in EVIDENCE_COLUMNS if c != "reference")
        context = "\t".join(words).rstrip("\t")
    else:
        printed = printed_relation(relation, predicate)
        context = foreign_context(cells, printed, builder.label)
    kind = builder.kind(predicate.name, cells.get("level", "") if own else "", negated, layout.path)
    standing = _STANDING.get(cells.get("status", ""), 0) if own else 0
    return _Meaning(kind, standing, builder.context(context) if context else NONE)
