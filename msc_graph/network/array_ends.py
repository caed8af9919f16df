"""Entities that paths are counted to, and what is found out about them once for all questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_hits import Counts, Hits, expand
from msc_graph.network.array_into import KeptInto

__all__ = ["Ends", "sum_spans"]


class Ends:
    """Entities that paths are counted to, and the hops that lead to them.

    Parameters
    ----------
    adjacency
        What may be walked.
    mask
        The ends, bool of shape (n,).

    Attributes
    ----------
    nodes
        The ends, int32.
    place
        Number of each end among them, int32 of shape (n,); -1 elsewhere.
    inner
        Which ends may stand inside a path, bool of shape (number of ends,).
    near
        Entities that have a hop to an end and may stand inside a path, bool of shape (n,).
    slot
        Number of each of these, int32 of shape (n,).
    entries
        How many these are.
    before, end, sign
        Number of the entity, number of the end, and sign of each hop, in the order of the end,
        then the entity.
    hops
        The hops from anywhere to those that are near.
    """

    def __init__(self, adjacency: Adjacency, mask: NDArray[np.bool_]) -> None:
        self._adjacency = adjacency
        self.mask = mask.copy()
        self.nodes = mask.nonzero()[0].astype(np.int32)
        self.place = np.full(adjacency.size, -1, np.int32)
        self.place[self.nodes] = np.arange(len(self.nodes))
        self.inner = adjacency.walk.inner.take(self.nodes)
        hits = expand(adjacency, self.nodes, adjacency.walk.inner, reverse=True)
        before = np.unique(hits.node)
        self.entries = len(before)
        self.slot = np.zeros(adjacency.size, np.int32)
        self.slot[before] = np.arange(len(before))
        self.near = np.zeros(adjacency.size, np.bool_)
        self.near[before] = True
        number = self.slot.take(hits.node).astype(np.int64)
        order = np.lexsort((number, hits.row))
        self.before, self.end = number.take(order), hits.row.take(order)
        self.sign = hits.sign.take(order)
        self.hops = KeptInto(adjacency, self.near.copy())

    @contextmanager
    def without(self, node: int) -> Iterator[NDArray[np.bool_]]:
        """The mask `near` with an entity taken out for as long as the context lasts."""
        known = self.near[node]
        self.near[node] = False
        try:
            yield self.near
        finally:
            self.near[node] = known

    @cached_property
    def signed(self) -> NDArray[np.int64]:
        """Which hops have a sign."""
        return self.sign.nonzero()[0]

    @cached_property
    def signed_hops(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        """The attributes `before`, `end` and `sign` of these."""
        return (
            self.before.take(self.signed),
            self.end.take(self.signed),
            self.sign.take(self.signed),
        )

    @cached_property
    def spans(self) -> NDArray[np.int64]:
        """Where the hops to each end begin, and the last ones end."""
        return self.end.searchsorted(np.arange(len(self.nodes) + 1))

    @cached_property
    def signed_spans(self) -> NDArray[np.int64]:
        """The same among those that have a sign."""
        return self.signed_hops[1].searchsorted(np.arange(len(self.nodes) + 1))

    @cached_property
    def key(self) -> NDArray[np.int64]:
        """End and entity of each hop as one number, ascending."""
        return self.end * self.entries + self.before

    @cached_property
    def sums(self) -> Counts:
        """Counts of the hops before each, int64 of shape (3, hops + 1)."""
        found = np.zeros((3, len(self.sign) + 1), np.int64)
        np.cumsum([np.ones_like(self.sign), self.sign != 0, self.sign], axis=1, out=found[:, 1:])
        return found

    @cached_property
    def returns(self) -> Counts:
        """Counts of walks from each end to an entity before it and back, where it may be inside."""
        nodes = self.nodes[self.inner]
        two = expand(self._adjacency, nodes, self.near, reverse=False)
        return self.count_returns(nodes, two)

    def count_returns(self, nodes: NDArray[np.int32], two: Hits) -> Counts:
        """Counts of walks that leave an end with the second hop and come back with the third.

        Parameters
        ----------
        nodes
            Where the first hops led to.
        two
            The second hops, out of these to entities that are near.
        """
        counts = np.zeros((3, len(self.nodes)), np.int64)
        end = self.place.take(nodes).take(two.row)
        met = (end >= 0).nonzero()[0]
        if not len(met):
            return counts
        end, sign = end.take(met), two.sign.take(met)
        key = end.astype(np.int64) * self.entries + self.slot.take(two.node.take(met))
        last, first = self.key.searchsorted(key, "right"), self.key.searchsorted(key, "left")
        back = self.sums.take(last, axis=1) - self.sums.take(first, axis=1)
        back[1] *= sign != 0
        back[2] *= sign
        for place in range(3):
            counts[place] = np.bincount(end, back[place], minlength=len(self.nodes))
        return counts

    def pass_on(self, ways: Counts) -> Counts:
        """Counts of ways to the ends from those to the entities before them."""
        counts = np.zeros((3, len(self.nodes)), np.int64)
        counts[0] = sum_spans(ways[0].take(self.before), self.spans)
        if ways[1].any():
            before, _, sign = self.signed_hops
            counts[1] = sum_spans(ways[1].take(before), self.signed_spans)
            counts[2] = sum_spans(ways[2].take(before) * sign, self.signed_spans)
        return counts


def sum_spans(numbers: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums of the parts that begin at each of the spans but the last, where the last one ends.

    Examples
    --------
    >>> sum_spans(np.array([1, 2, 4, 8]), np.array([0, 3, 3, 4])).tolist()
    [7, 0, 8]
    """
    first = spans[:-1]
    full = (first < spans[1:]).nonzero()[0]
    found = np.zeros(len(first), np.int64)
    # An empty part would be given the number that stands where it begins.
    found[full] = np.add.reduceat(numbers, first.take(full)) if len(full) else 0
    return found
