"""Hops of many entities at once: slices of the adjacency, and which of them a walk may use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.arrays import (
    NO_REFERENCE,
    NOT_WALKED,
    SEVERAL_REFERENCES,
    ArrayWalk,
    GraphArrays,
)
from msc_graph.network.flags import NEGATED

__all__ = [
    "CHUNK",
    "Adjacency",
    "Extremes",
    "count_repeats",
    "cut_chunks",
    "flatten_ranges",
    "is_long",
    "merge_parts",
    "slice_spans",
]

#: Neighbours that are looked at in one go: enough to outweigh the calls, little enough to fit in a
#: cache, and a deadline is looked at in between.
CHUNK = 1 << 20
#: Whether every statement is admitted is found out once this share of them was asked about: in
#: order they are looked through many times faster than here and there.
_SHARE = 0.02
#: Spans of so many neighbours, on average, are faster to copy whole than one by one.
_LONG = 48
#: If fewer than one neighbour in so many is met, its row is found by bisection.
_RARE = 64


class Extremes(NamedTuple):
    """Highest belief, and whether any statement has a reference, and any several."""

    belief: float
    shared: bool
    several: bool


class Adjacency:
    """What may be walked out of and into entities.

    Parameters
    ----------
    walk
        Arrays and rules.
    """

    def __init__(self, walk: ArrayWalk) -> None:
        self.walk = walk
        # Views of the plain class: a mapped file as its own class makes every call slower.
        self.arrays = GraphArrays(*map(np.asarray, walk.arrays))
        self.size = len(walk.arrays.category)
        along, against = walk.forward != NOT_WALKED, walk.backward != NOT_WALKED
        #: Whether any kind is walked from subject to object, and from object to subject.
        self.outward, self.inward = bool(along.any()), bool(against.any())
        #: By `2 * kind + direction`.
        self.walked_kind = np.stack((along, against), axis=1).ravel()
        self.sign = np.stack((walk.forward, walk.backward), axis=1).ravel()
        self.any_kind = bool(
            (along.all() or not self.outward) and (against.all() or not self.inward)
        )
        self.any_sign = bool((self.sign[self.walked_kind] != 0).any())
        self.heads = bool(walk.head.any())
        self.all_inner = bool(walk.inner.all())
        self._every_statement: bool | None = None if walk.allowed is None else False
        self._asked = 0
        self._tables: dict[int, list[NDArray[np.float64]]] = {}
        #: Scratch: which entities are looked for, and the place of each; empty between searches.
        self.mark: NDArray[np.bool_] = np.zeros(self.size, np.bool_)
        self.slot: NDArray[np.int32] = np.zeros(self.size, np.int32)

    def borrow(self, rows: int) -> NDArray[np.float64]:
        """A table of zeros by row and entity, to be given back; they are kept, not made anew."""
        kept = self._tables.setdefault(rows, [])
        return kept.pop() if kept else np.zeros((rows, self.size))

    def give_back(
        self,
        table: NDArray[np.float64],
        nodes: NDArray[np.int32],
        rows: NDArray[np.int64] | None = None,
    ) -> None:
        """Take a table back that was written to at these entities, and rows, only."""
        for row in range(len(table)) if rows is None else rows:
            table[row, nodes] = 0.0
        self._tables[len(table)].append(table)

    @contextmanager
    def marked(self, nodes: NDArray[np.int32]) -> Iterator[NDArray[np.bool_]]:
        """The scratch mask, true at these entities for as long as the context lasts."""
        self.mark[nodes] = True
        try:
            yield self.mark
        finally:
            self.mark[nodes] = False

    def spans(
        self, nodes: NDArray[np.int32], *, reverse: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the hops out of (`reverse`: into) each entity begin, and how many there may be."""
        arrays = self.arrays
        objects, subjects = self.outward, self.inward
        if reverse:
            objects, subjects = subjects, objects
        first = (arrays.pointer if objects else arrays.middle).take(nodes)
        if not (objects or subjects):
            return first, np.zeros_like(first)
        last = arrays.pointer.take(nodes + 1) if subjects else arrays.middle.take(nodes)
        return first, last - first

    def first_hops(
        self, node: int, *, reverse: bool
    ) -> tuple[int, NDArray[np.int32], NDArray[np.int64]]:
        """How many neighbours an entity has; those walked to (`reverse`: from), and the hops."""
        arrays = self.arrays
        objects, subjects = self.outward, self.inward
        if reverse:
            objects, subjects = subjects, objects
        middle = int(arrays.middle[node])
        begin = int(arrays.pointer[node]) if objects else middle
        end = int(arrays.pointer[node + 1]) if subjects else middle
        neighbour, code = arrays.neighbour[begin:end], arrays.edge[begin:end].astype(np.int64)
        code <<= 1
        against = code[: middle - begin] if reverse else code[middle - begin :]
        against += 1
        base = np.full(end - begin, node, np.int32) if self.heads else neighbour
        keep = self.find_walked(code, base, neighbour, reverse=reverse)
        if keep is not None and not keep.all():
            neighbour, code = neighbour[keep], code[keep]
        return end - begin, neighbour, code

    def find_neighbours(
        self, first: NDArray[np.int64], count: NDArray[np.int64], mask: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and places of the neighbours in the mask, for the spans of some rows."""
        parts = []
        for begin, end in cut_chunks(count, 8 * CHUNK):
            some = slice(begin, end)
            row, position = self._find_in_chunk(first[some], count[some], mask)
            parts.append((row + begin if begin else row, position))
        if len(parts) == 1:
            return parts[0]
        nothing = np.empty(0, np.int64)
        rows, positions = zip(*parts, strict=True) if parts else ((nothing,), (nothing,))
        return np.concatenate(rows), np.concatenate(positions)

    def _find_in_chunk(
        self, first: NDArray[np.int64], count: NDArray[np.int64], mask: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        neighbour, ends = self.arrays.neighbour, count.cumsum()
        if is_long(count):
            parts = slice_spans(neighbour, first, count)
            met = mask.take(np.concatenate(parts)).nonzero()[0]
            few = len(met) * _RARE < ends[-1]
            row = ends.searchsorted(met, "right") if few else count_repeats(count).take(met)
            return row, met + (first - ends + count).take(row)
        position = flatten_ranges(first, count)
        met = mask.take(neighbour.take(position)).nonzero()[0]
        return count_repeats(count).take(met), position.take(met)

    def hops(
        self, position: NDArray[np.int64], base: NDArray[np.int32], *, reverse: bool
    ) -> NDArray[np.int64]:
        """Codes of the hops at places of the adjacency, seen from the entity that they are listed at."""
        arrays = self.arrays
        code = arrays.edge.take(position).astype(np.int64)
        code <<= 1
        code += (position >= arrays.middle.take(base)) ^ reverse
        return code

    def find_walked(
        self,
        hop: NDArray[np.int64],
        base: NDArray[np.int32],
        target: NDArray[np.int32],
        *,
        reverse: bool,
    ) -> NDArray[np.bool_] | None:
        """Which hops the rules let a walk use; None for all."""
        found = None if self.every_statement(len(hop)) else self._find_admitted(hop >> 1)
        if not self.any_kind:
            found = _both(found, self.walked_kind.take(self.kind_code(hop)))
        if self.heads:
            head = self.walk.head
            one, two = (target, base) if reverse else (base, target)
            found = _both(found, head.take(one) | ~head.take(two))
        return found

    def is_free(self, asked: int) -> bool:
        """Whether every hop of the adjacency may be walked; see `every_statement`."""
        return self.any_kind and not self.heads and self.every_statement(asked)

    def sign_of(self, hop: NDArray[np.int64]) -> NDArray[np.int8]:
        """Sign of hops."""
        return self.sign.take(self.kind_code(hop))

    def kind_code(self, hop: NDArray[np.int64]) -> NDArray[np.int64]:
        """`2 * kind + direction` of hops."""
        code = self.arrays.kind.take(hop >> 1).astype(np.int64)
        code <<= 1
        code += hop & 1
        return code

    def every_statement(self, asked: int) -> bool:
        """Whether no statement is held back by its evidence.

        All are looked through only after as many were asked about as make that worthwhile.
        """
        if self._every_statement is None:
            self._asked += asked
            if self._asked < _SHARE * len(self.arrays.flags):
                return False
            self._every_statement = _all_flags(self.arrays.flags, self.walk.evidence)
        return self._every_statement

    def _find_admitted(self, statement: NDArray[np.int64]) -> NDArray[np.bool_]:
        flags = self.arrays.flags.take(statement)
        # The two bits that bar a statement are the highest ones.
        found: NDArray[np.bool_] = (flags < NEGATED) & ((flags & self.walk.evidence) != 0)
        if self.walk.allowed is not None:
            found &= self.walk.allowed.take(statement)
        return found

    @cached_property
    def extremes(self) -> Extremes:
        """What is true of all statements, found by looking through them once."""
        belief, reference = self.arrays.belief, self.arrays.reference
        return Extremes(
            belief=float(belief.max(initial=0.0)),
            shared=bool((reference != NO_REFERENCE).any()),
            several=bool((reference == SEVERAL_REFERENCES).any()),
        )

    def endpoints(self, hop: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Entities from which and to which hops are walked."""
        statement, back = hop >> 1, (hop & 1).astype(np.bool_)
        one, two = self.arrays.subject.take(statement), self.arrays.object.take(statement)
        return np.where(back, two, one), np.where(back, one, two)


def _both(one: NDArray[np.bool_] | None, two: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return two if one is None else one & two


def _all_flags(flags: NDArray[np.uint16], evidence: int) -> bool:
    for begin in range(0, len(flags), CHUNK):
        part = flags[begin : begin + CHUNK]
        if part.max() >= NEGATED or not ((part & evidence) != 0).all():
            return False
    return True


def flatten_ranges(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers of the ranges `first[i]` to `first[i] + count[i] - 1`, one range after the other.

    Examples
    --------
    >>> flatten_ranges(np.array([5, 0, 7]), np.array([2, 0, 3])).tolist()
    [5, 6, 7, 8, 9]
    """
    ends: NDArray[np.int64] = count.cumsum()
    flat = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int64)
    flat += (first - ends + count).repeat(count)
    return flat


def is_long(count: NDArray[np.int64]) -> bool:
    """Whether spans of so many are copied faster whole than one by one."""
    return len(count) * _LONG < int(count.sum())


def slice_spans(
    array: NDArray[np.int32], first: NDArray[np.int64], count: NDArray[np.int64]
) -> list[NDArray[np.int32]]:
    """The part of an array in each span."""
    last = (first + count).tolist()
    return [array[a:b] for a, b in zip(first.tolist(), last, strict=True)]


def count_repeats(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the range that each number of `flatten_ranges` comes from."""
    return np.arange(len(count)).repeat(count)


def cut_chunks(count: NDArray[np.int64], most: int = CHUNK) -> Iterator[tuple[int, int]]:
    """Cut rows into runs whose counts add up to at most `most`, or that are one row.

    Examples
    --------
    >>> list(cut_chunks(np.array([3, 3, 9, 1]), 6))
    [(0, 2), (2, 3), (3, 4)]
    """
    ends = count.cumsum()
    begin, rows = 0, len(count)
    while begin < rows:
        before = int(ends[begin - 1]) if begin else 0
        end = max(int(ends.searchsorted(before + most, "right")), begin + 1)
        yield begin, end
        begin = end


def merge_parts(parts: list[NDArray[np.int64]], width: int) -> NDArray[np.int64]:
    """Rows of several blocks as one block of that width."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty((0, width), np.int64)
