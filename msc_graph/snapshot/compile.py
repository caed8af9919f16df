"""Rows of statements and evidence to the arrays of a snapshot: sorted, merged, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.exceptions import DataError
from msc_graph.network.filters import HEADS, WalkRules
from msc_graph.network.flags import NEGATED, SUPERSEDED, evidence_mask
from msc_graph.snapshot.builder import Builder, Rows
from msc_graph.snapshot.evidence import EvidenceSums
from msc_graph.snapshot.format import EarlyWriter
from msc_graph.snapshot.packing import NONE, STATUSES
from msc_graph.snapshot.reduction import group_columns, take_ranges
from msc_graph.vocabulary import Predicate

__all__ = ["Sorted", "Statements", "adjacency", "compile_statements", "sort_rows"]

Arrays = dict[str, NDArray[Any]]

_NOTHING = np.zeros(0, np.int64)


class Statements(NamedTuple):
    """Statements in the order of subject, object and kind; arrays as those of `Rows`, (m,)."""

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    kind: NDArray[np.uint16]
    status: NDArray[np.uint8]


class Sorted(NamedTuple):
    """Statements, and their evidence in the same order.

    Attributes
    ----------
    statements
        What the first row of each says.
    pointer
        `pointer[s]:pointer[s + 1]` are the pieces of evidence of statement s; int64, (m + 1,).
    context, reference
        Of each piece of evidence, int32 of shape (evidence,).
    """

    statements: Statements
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
        return Sorted(Statements(*rows[:4]), np.zeros(1, np.int64), rows.context, rows.reference)
    context, reference = rows.context[order], rows.reference[order]
    pointer = np.append(starts, len(order))
    drop = _find_dropped(pointer, context, reference)
    if len(drop):
        keep = np.ones(len(order), np.bool_)
        keep[drop] = False
        before = np.zeros(len(order) + 1, np.int64)
        np.cumsum(keep, out=before[1:])
        pointer, context, reference = before[pointer], context[keep], reference[keep]
    first = order[starts]
    statements = Statements(
        rows.subject.take(first),
        rows.object.take(first),
        rows.kind.take(first),
        rows.status.take(first),
    )
    return Sorted(statements, pointer, context, reference)


def _group(rows: Rows, entities: int, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Order that puts rows of one claim side by side, and where each claim begins."""
    return group_columns((rows.subject, rows.object, rows.kind), (entities, entities, kinds))


def _find_dropped(
    pointer: NDArray[np.int64], context: NDArray[np.int32], reference: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Rows that are no evidence, or the repetition of an earlier row of their claim."""
    none = np.flatnonzero(context == NONE) if context.min(initial=0) == NONE else _NOTHING
    lengths = np.diff(pointer)
    several = np.flatnonzero(lengths > 1)
    if not len(several):
        return none
    rows, starts = take_ranges(pointer[several], lengths[several])
    group = np.zeros(len(rows), np.int64)
    group[starts[1:]] = 1
    group = np.cumsum(group)
    columns = (group, context[rows] - NONE, reference[rows] - NONE)
    order, starts = group_columns(columns, [int(c.max()) + 1 for c in columns])
    again = np.ones(len(rows), np.bool_)
    again[order[starts]] = False
    dropped = rows[again]
    return np.union1d(none, dropped) if len(none) else dropped


def compile_statements(
    builder: Builder,
    category: NDArray[np.uint16],
    category_names: Sequence[str],
    early: EarlyWriter | None = None,
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
    contexts = np.uint16 if len(builder.contexts) <= 1 << 16 else np.int32
    arrays: Arrays = {
        "subject": statements.subject,
        "object": statements.object,
        "kind": statements.kind,
        "status": statements.status,
        "evidence_pointer": pointer,
        "evidence_context": found.context.astype(contexts),
        "evidence_reference": found.reference,
    }
    if early is not None:
        early.add(arrays)
    with ThreadPoolExecutor(1) as pool:
        near = pool.submit(adjacency, statements.subject, statements.object, len(category))
        sums = EvidenceSums(builder.contexts, found.context, found.reference, pointer)
        flags = _mark(sums.flags(), kinds, statements)
        belief, reference = sums.belief(), sums.sole_reference()
        walked = (flags > 0) & (flags < NEGATED)
        ins, outs = _count_hops(kinds, statements, walked, category, category_names)
    summed: Arrays = {
        "flags": flags,
        "belief": belief,
        "reference": reference,
        **near.result(),
        "in_degree": ins,
        "out_degree": outs,
    }
    if early is not None:
        early.add(summed)
    return arrays | summed


def _mark(
    flags: NDArray[np.uint16], kinds: Sequence[tuple[Predicate, bool]], statements: Statements
) -> NDArray[np.uint16]:
    """Add to the bits of the evidence what follows from the kind and standing of a statement."""
    opposite = np.array([predicate.role == "opposite" for predicate, _ in kinds], np.bool_)
    if opposite.any():
        flags[(flags > 0) & opposite.take(statements.kind)] = evidence_mask()
    negated = np.array([negated for _, negated in kinds], np.bool_)
    if negated.any():
        flags[negated.take(statements.kind)] |= NEGATED
    if statements.status.any():
        flags[statements.status == STATUSES.index("superseded")] |= SUPERSEDED
    return flags


def _count_hops(
    kinds: Sequence[tuple[Predicate, bool]],
    statements: Statements,
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
        goes = np.array([rules.signs(p)[way] is not None for p, _ in kinds], np.bool_)
        if not goes.any():
            continue
        hops = np.flatnonzero(walked & goes.take(statements.kind))
        source, target = statements.subject.take(hops), statements.object.take(hops)
        if way:
            source, target = target, source
        if head.any():
            # Sources and preparations are entered only from each other.
            entered = head.take(source) | ~head.take(target)
            source, target = source[entered], target[entered]
        ins += np.bincount(target, minlength=len(category)).astype(np.int32)
        outs += np.bincount(source, minlength=len(category)).astype(np.int32)
    return ins, outs


def adjacency(subject: NDArray[np.int32], object_: NDArray[np.int32], entities: int) -> Arrays:
    """Adjacency of statements sorted by subject and object; half of the work is done by their order.

    Returns
    -------
    dict
        `pointer`, `middle`, `neighbour` and `edge` of `GraphArrays`.
    """
    real = np.flatnonzero(subject != object_).astype(np.int32)
    if len(real) < len(subject):
        subject, object_ = subject[real], object_[real]
    outward = np.bincount(subject, minlength=entities)
    inward = np.bincount(object_, minlength=entities)
    pointer = np.zeros(entities + 1, np.int64)
    np.cumsum(outward + inward, out=pointer[1:])
    neighbour = np.empty(2 * len(real), np.int32)
    edge = np.empty(2 * len(real), np.int32)
    # Of each entity first come the places of statements of it, then of those about it.
    parts = np.stack((outward, inward), axis=1).reshape(-1)
    places = np.repeat(np.tile((True, False), entities), parts)
    neighbour[places] = object_
    edge[places] = real
    np.logical_not(places, out=places)
    bits = len(real).bit_length()
    order = object_.astype(np.int64) << bits
    order |= np.arange(len(real))
    order.sort()
    order &= (1 << bits) - 1
    neighbour[places] = subject.take(order)
    edge[places] = real.take(order)
    return {
        "pointer": pointer,
        "middle": pointer[:-1] + outward,
        "neighbour": neighbour,
        "edge": edge,
    }
