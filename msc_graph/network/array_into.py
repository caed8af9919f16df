"""All hops into the entities of a mask, read once where the same mask is asked about again."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import (
    CHUNK,
    Adjacency,
    cut_chunks,
    flatten_ranges,
    is_long,
    slice_spans,
)
from msc_graph.network.array_hits import Counts, Hits, expand, tally

__all__ = ["Into", "KeptInto", "KeptMasks", "add_signs"]

#: The hops into a mask are kept once this share of the adjacency was looked through for it.
_SHARE = 0.25
#: Masks of layers that are kept.
_MOST_MASKS = 4


class Into:
    """Hops from every entity to those of a mask.

    Parameters
    ----------
    adjacency
        What may be walked.
    mask
        The entities, bool of shape (n,).
    reverse
        Whether the hops are those from the mask to every entity.

    Attributes
    ----------
    entries
        How many entities are in the mask. They are numbered in the order of their own numbers.
    pointer
        `code[pointer[v]:pointer[v + 1]]` are the hops of v, int64 of shape (n + 1,).
    code
        Number of the entity in the mask, plus `entries` times the sign plus 1, of each hop;
        int32.
    """

    def __init__(self, adjacency: Adjacency, mask: NDArray[np.bool_], *, reverse: bool) -> None:
        self.entries = int(np.count_nonzero(mask))
        slot = np.cumsum(mask, dtype=np.int32) - np.int32(1)
        every = np.arange(adjacency.size, dtype=np.int32)
        many, parts = np.zeros(adjacency.size + 1, np.int64), [np.empty(0, np.int32)]
        count = adjacency.spans(every, reverse=reverse)[1]
        for begin, end in cut_chunks(count, CHUNK):
            hits = expand(adjacency, every[begin:end], mask, reverse=reverse)
            many[begin + 1 : end + 1] = np.bincount(hits.row, minlength=end - begin)
            shift = (hits.sign.astype(np.int32) + np.int32(1)) * np.int32(self.entries)
            parts.append(slot.take(hits.node) + shift)
        self.pointer = many.cumsum()
        self.code = np.concatenate(parts)

    def codes(self, nodes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many hops each entity has, and the codes of them all, one entity after the other."""
        first = self.pointer.take(nodes)
        count = self.pointer.take(nodes + 1) - first
        if not is_long(count):
            return count, self.code.take(flatten_ranges(first, count)).astype(np.int64)
        code = np.empty(int(count.sum()), np.int64)
        return count, np.concatenate(slice_spans(self.code, first, count), out=code)

    def hits(self, nodes: NDArray[np.int32]) -> Hits:
        """The hops of entities; the numbers of entities are those in the mask."""
        count, code = self.codes(nodes)
        sign, number = np.divmod(code, max(self.entries, 1))
        row = np.arange(len(nodes)).repeat(count)
        return Hits(row, number.astype(np.int32), (sign - 1).astype(np.int8))

    def tally(self, nodes: NDArray[np.int32], sign: NDArray[np.int8]) -> Counts:
        """Counts of ways of these signs that go on from entities, int64 of shape (3, entries)."""
        order = sign.argsort(kind="stable")
        count, code = self.codes(nodes.take(order))
        # Where the ways without a sign begin, and the positive ones.
        none, plus = (int(count[:row].sum()) for row in sign.take(order).searchsorted((0, 1)))
        parts = (code[:none], code[none:plus], code[plus:])
        minus_table, none_table, plus_table = map(self._tabulate, parts)
        counts = np.empty((3, self.entries), np.int64)
        add_signs(minus_table, none_table, plus_table, counts)
        return counts

    def _tabulate(self, code: NDArray[np.int64]) -> Counts:
        if not len(code):
            return np.zeros((3, 1), np.int64)
        return np.bincount(code, minlength=3 * self.entries).reshape(3, -1)


def add_signs(minus: Counts, none: Counts, plus: Counts, counts: Counts) -> None:
    """Write counts of ways: given by the sign before, for each by that of the last hop (-, 0, +).

    Examples
    --------
    >>> counts = np.empty((3, 1), np.int64)
    >>> add_signs(*np.array([[[1], [0], [2]], [[0], [0], [5]], [[0], [3], [4]]]), counts)
    >>> counts.tolist()
    [[15], [7], [3]]
    """
    for_it, against = plus[2] + minus[0], plus[0] + minus[2]
    counts[1] = for_it + against
    counts[2] = for_it - against
    counts[0] = none[0] + none[1] + none[2] + plus[1] + minus[1]
    counts[0] += counts[1]


class KeptInto:
    """The hops into a mask, once they were asked for often enough to read them all.

    Parameters
    ----------
    adjacency
        What may be walked.
    mask
        Bool of shape (n,); not to be changed afterwards.
    """

    def __init__(self, adjacency: Adjacency, mask: NDArray[np.bool_]) -> None:
        self._adjacency = adjacency
        self._mask = mask
        self._asked = 0

    @cached_property
    def entries(self) -> int:
        """How many entities are in the mask."""
        return int(np.count_nonzero(self._mask))

    def ask(self, cost: int) -> bool:
        """Whether they are kept; `cost` is how many neighbours have to be looked at if not."""
        self._asked += cost
        return self._asked > _SHARE * len(self._adjacency.arrays.neighbour)

    @cached_property
    def forward(self) -> Into:
        """Hops to the mask."""
        return Into(self._adjacency, self._mask, reverse=False)

    @cached_property
    def backward(self) -> Into:
        """Hops from the mask."""
        return Into(self._adjacency, self._mask, reverse=True)

    @cached_property
    def returns(self) -> Counts:
        """Counts of walks from each entity to the mask and back, int64 of shape (3, n)."""
        found = np.zeros((3, self._adjacency.size), np.int64)
        every = np.arange(self._adjacency.size, dtype=np.int32)
        for begin, end in cut_chunks(np.diff(self.forward.pointer), CHUNK):
            found[:, begin:end] = self._count_returns(every[begin:end])
        return found

    def _count_returns(self, nodes: NDArray[np.int32]) -> Counts:
        one, two = self.forward.hits(nodes), self.backward.hits(nodes)
        key, other = (hits.row * self.forward.entries + hits.node for hits in (one, two))
        known, place = np.unique(other, return_inverse=True)
        counts = tally(place, two.sign, len(known))
        at = np.minimum(known.searchsorted(key), max(len(known) - 1, 0))
        met = (known.take(at) == key).nonzero()[0] if len(known) else at[:0]
        back, sign, row = counts.take(at.take(met), axis=1), one.sign.take(met), one.row.take(met)
        back[1] *= sign != 0
        back[2] *= sign
        return np.array([np.bincount(row, part, minlength=len(nodes)) for part in back], np.int64)


class KeptMasks:
    """The masks that were asked about last."""

    def __init__(self, adjacency: Adjacency) -> None:
        self._adjacency = adjacency
        self._known: list[tuple[NDArray[np.bool_], KeptInto]] = []

    def find(self, mask: NDArray[np.bool_]) -> KeptInto:
        """What is kept of a mask, of which only what may stand inside a path counts."""
        for place, (known, kept) in enumerate(self._known):
            if np.array_equal(known, mask):
                self._known.insert(0, self._known.pop(place))
                return kept
        inside = mask & self._adjacency.walk.inner
        self._known.insert(0, (mask.copy(), KeptInto(self._adjacency, inside)))
        del self._known[_MOST_MASKS:]
        return self._known[0][1]
