"""Rows of statements and evidence to the arrays of a snapshot: sorted, merged, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.exceptions import DataError
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.flags import NEGATED, SUPERSEDED, evidence_mask
from msc_graph.snapshot.builder import Builder, Rows
from msc_graph.snapshot.evidence import EvidenceSums
from msc_graph.snapshot.packing import NONE, STATUSES
from msc_graph.vocabulary import Predicate

__all__ = ["Sorted", "adjacency", "compile_statements", "sort_rows"]

Arrays = dict[str, NDArray[Any]]


class Sorted(NamedTuple):
    """Statements in the order of subject, object and kind, and their evidence in the same order.

    Attributes
    ----------
    statements
        The first row of each statement, with fields of shape (m,).
    pointer
        `pointer[s]:pointer[s + 1]` are the pieces of evidence of statement s; int64, (m + 1,).
    context, reference
        Of each piece of evidence, int32 of shape (evidence,).
    """

    statements: Rows
    pointer: NDArray[np.int64]
    context: NDArray[np.int32]
    reference: NDArray[np.int32]


def sort_rows(rows: Rows, entities: int, kinds: int) -> Sorted:
    """Merge rows of one claim; its evidence stays in the order in which it came, each once.

    Examples
    --------
    >>> from msc_graph.snapshot.builder import RowTable
    >>> table = RowTable()
    >>> for subject, reference in ((1, 7), (0, 7), (1, 7), (1, 8)):
    ...     table.add(subject, 1 - subject, 0, 0, [(5, reference)])
    >>> found = sort_rows(table.rows(), 2, 1)
    >>> found.statements.subject.tolist(), found.pointer.tolist(), found.reference.tolist()
    ([0, 1], [0, 1, 3], [7, 7, 8])
    """
    order, starts = _group(rows, entities, kinds)
    if not len(order):
        return Sorted(rows, np.zeros(1, np.int64), rows.context, rows.reference)
    context, reference = rows.context[order], rows.reference[order]
    lengths = np.diff(starts, append=len(order))
    keep = context != NONE
    if len(starts) < len(order):
        keep &= _is_first(lengths, context, reference)
    pointer = np.zeros(len(starts) + 1, np.int64)
    if keep.all():
        np.cumsum(lengths, out=pointer[1:])
    else:
        np.cumsum(np.add.reduceat(keep, starts, dtype=np.int64), out=pointer[1:])
        context, reference = context[keep], reference[keep]
    return Sorted(rows.take(order[starts]), pointer, context, reference)


def _group(rows: Rows, entities: int, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order that puts rows of one claim side by side, and where each claim begins."""
    count = len(rows.subject)
    bits = count.bit_length()
    if entities**2 * kinds << bits < 1 << 63:
        # Claim and place in one number: to sort numbers is several times faster than places.
        key = rows.subject.astype(np.int64)
        for column, size in ((rows.object, entities), (rows.kind, kinds)):
            key *= size
            key += column
        key <<= bits
        key |= np.arange(count)
        key.sort()
        order = key & ((1 << bits) - 1)
        key >>= bits
        new = key[1:] != key[:-1]
    else:
        order = np.lexsort((rows.kind, rows.object, rows.subject))
        columns = (rows.subject[order], rows.object[order], rows.kind[order])
        new = np.any([c[1:] != c[:-1] for c in columns], axis=0)
    starts = np.flatnonzero(np.concatenate((np.ones(min(count, 1), np.bool_), new)))
    return order, starts


def _is_first(
    lengths: NDArray[np.int64], context: NDArray[np.int32], reference: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Which rows are not the repetition of an earlier one of their claim."""
    first = np.ones(len(context), np.bool_)
    group = np.repeat(np.arange(len(lengths)), lengths)
    several = np.flatnonzero(np.repeat(lengths > 1, lengths))
    columns = (reference[several], context[several], group[several])
    order = np.lexsort((several, *columns))
    same = np.all([c[order][1:] == c[order][:-1] for c in columns], axis=0)
    first[several[order[1:][same]]] = False
    return first


def compile_statements(
    builder: Builder, category: NDArray[np.uint16], category_names: Sequence[str]
) -> Arrays:
    """All arrays of the statements, by the names of `GraphArrays`, and those of their evidence.

    Raises
    ------
    DataError
        If there are more statements or entities than 32 bits can number.
    """
    kinds = [(builder.predicates[name], negated) for name, _, negated in builder.kinds]
    found = sort_rows(builder.rows(), len(category), max(len(kinds), 1))
    statements, pointer = found.statements, found.pointer
    most = np.iinfo(np.int32).max
    if max(2 * len(statements.subject), len(found.context), len(category)) > most:
        raise DataError("are too large for one graph", path="the sources", cure="leave some out")
    sums = EvidenceSums(builder.contexts, found.context, found.reference, pointer)
    flags = sums.flags()
    flags[(flags > 0) & _of_kind(kinds, statements, _is_opposite)] = evidence_mask()
    supported = flags > 0
    flags[_of_kind(kinds, statements, _is_negated)] |= NEGATED
    flags[statements.status == STATUSES.index("superseded")] |= SUPERSEDED
    walked = supported & (flags < NEGATED)
    ins, outs = _count_hops(kinds, statements, walked, category, category_names)
    return {
        "subject": statements.subject,
        "object": statements.object,
        "kind": statements.kind,
        "status": statements.status,
        "flags": flags,
        "belief": sums.belief(),
        "reference": sums.sole_reference(),
        **adjacency(statements.subject, statements.object, len(category)),
        "in_degree": ins,
        "out_degree": outs,
        "evidence_pointer": pointer,
        "evidence_context": found.context,
        "evidence_reference": found.reference,
    }


def _is_opposite(predicate: Predicate, _: bool) -> bool:
    return predicate.role == "opposite"


def _is_negated(_: Predicate, negated: bool) -> bool:
    return negated


def _of_kind(kinds: Sequence[tuple[Predicate, bool]], statements: Rows, test: Any) -> Any:
    """Which statements have a kind that passes the test, bool of shape (m,)."""
    return np.array([test(*kind) for kind in kinds], np.bool_)[statements.kind]


def _count_hops(
    kinds: Sequence[tuple[Predicate, bool]],
    statements: Rows,
    walked: NDArray[np.bool_],
    category: NDArray[np.uint16],
    names: Sequence[str],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Hops into and out of each entity that a trace takes by default."""
    rules = WalkRules()
    head = np.array([name in HEADS for name in names], np.bool_)[category]
    ins = np.zeros(len(category), np.int32)
    outs = np.zeros(len(category), np.int32)
    for way in (0, 1):

        def goes(predicate: Predicate, _: bool, way: int = way) -> bool:
            return rules.signs(predicate)[way] is not None

        hops = np.flatnonzero(walked & _of_kind(kinds, statements, goes))
        source, target = statements.subject[hops], statements.object[hops]
        if way:
            source, target = target, source
        # Sources and preparations are entered only from each other.
        entered = head[source] | ~head[target]
        ins += np.bincount(target[entered], minlength=len(category)).astype(np.int32)
        outs += np.bincount(source[entered], minlength=len(category)).astype(np.int32)
    return ins, outs


def adjacency(subject: NDArray[np.int32], object_: NDArray[np.int32], entities: int) -> Arrays:
    """The same as `build_adjacency` for statements sorted by subject and object, and faster.

    Half of the work is done by their order.
    """
    real = np.flatnonzero(subject != object_).astype(np.int32)
    if len(real) < len(subject):
        subject, object_ = subject[real], object_[real]
    count = len(real)
    outward = np.bincount(subject, minlength=entities)
    inward = np.bincount(object_, minlength=entities)
    pointer = np.zeros(entities + 1, np.int64)
    np.cumsum(outward + inward, out=pointer[1:])
    neighbour = np.empty(2 * count, np.int32)
    edge = np.empty(2 * count, np.int32)
    # Before the statements of an entity stand those of the entities before it, each twice.
    place = (np.cumsum(inward) - inward).astype(np.int32)[subject]
    place += np.arange(count, dtype=np.int32)
    neighbour[place] = object_
    edge[place] = real
    bits = count.bit_length()
    order = object_.astype(np.int64) << bits
    order |= np.arange(count)
    order.sort()
    order &= (1 << bits) - 1
    place = np.cumsum(outward).astype(np.int32)[object_[order]]
    place += np.arange(count, dtype=np.int32)
    neighbour[place] = subject[order]
    edge[place] = real[order]
    return {
        "pointer": pointer,
        "middle": pointer[:-1] + outward,
        "neighbour": neighbour,
        "edge": edge,
    }
