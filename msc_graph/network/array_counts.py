"""How many simple paths of each sign there are, counted by walks and without listing them.

Of walks as short as these the ones that are not simple can be told, and are taken away again.
Counts come as three numbers: how many there are, how many of them have a sign, and by how many
the positive ones are more than the negative ones; all three multiply along a walk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency

__all__ = ["CountSteps", "Ends", "Hits", "PlainCounts", "expand", "split_signs", "tally"]

Masks = Sequence[NDArray[np.bool_]]
Counts = NDArray[np.int64]
_Key = NDArray[np.int32] | NDArray[np.int64]


class Hits(NamedTuple):
    """Hops from some rows: the row, the entity at the other end, and the sign of the way so far."""

    row: NDArray[np.int64]
    node: NDArray[np.int32]
    sign: NDArray[np.int8]

    def where(self, keep: NDArray[np.bool_]) -> Hits:
        """Those that are kept."""
        kept = keep.nonzero()[0]
        return Hits(self.row.take(kept), self.node.take(kept), self.sign.take(kept))


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
    near
        Entities that have a hop to an end and may stand inside a path, bool of shape (n,).
    slot
        Number of each of these, int32 of shape (n,).
    entries
        How many these are.
    before, end, sign
        Number of the entity, number of the end, and sign of each hop, in the order of the first
        two.
    """

    def __init__(self, adjacency: Adjacency, mask: NDArray[np.bool_]) -> None:
        self.mask = mask.copy()
        self.nodes = mask.nonzero()[0].astype(np.int32)
        self.place = np.full(adjacency.size, -1, np.int32)
        self.place[self.nodes] = np.arange(len(self.nodes))
        inner = adjacency.walk.inner
        hits = expand(adjacency, self.nodes, inner, reverse=True)
        before = np.unique(hits.node)
        self.entries = len(before)
        self.slot = np.zeros(adjacency.size, np.int32)
        self.slot[before] = np.arange(len(before))
        self.near = np.zeros(adjacency.size, np.bool_)
        self.near[before] = True
        number = self.slot.take(hits.node).astype(np.int64)
        order = np.lexsort((hits.row, number))
        self.before, self.end = number.take(order), hits.row.take(order)
        self.sign = hits.sign.take(order)
        #: Whether a path may run through an end.
        self.inside = bool(inner.take(self.nodes).any())

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
    def key(self) -> NDArray[np.int64]:
        """Entity and end of each hop as one number, ascending."""
        return self.before * len(self.nodes) + self.end

    @cached_property
    def sums(self) -> Counts:
        """Counts of the hops before each, int64 of shape (3, hops + 1)."""
        found = np.zeros((3, len(self.sign) + 1), np.int64)
        np.cumsum([np.ones_like(self.sign), self.sign != 0, self.sign], axis=1, out=found[:, 1:])
        return found


def split_signs(counts: Counts) -> Counts:
    """Counts of +, - and unknown, in the last axis, of three numbers in the first.

    Examples
    --------
    >>> split_signs(np.array([[5], [3], [-1]])).tolist()
    [[1, 2, 2]]
    """
    total, signed, balance = counts
    return np.stack(((signed + balance) // 2, (signed - balance) // 2, total - signed), axis=-1)


def tally(place: _Key, sign: NDArray[np.int8], size: int) -> Counts:
    """Counts of ways by place, int64 of shape (3, size)."""
    plus = np.bincount(place.take((sign > 0).nonzero()[0]), minlength=size)
    minus = np.bincount(place.take((sign < 0).nonzero()[0]), minlength=size)
    return np.stack((np.bincount(place, minlength=size), plus + minus, plus - minus))


def expand(
    adjacency: Adjacency,
    nodes: NDArray[np.int32],
    mask: NDArray[np.bool_],
    *,
    reverse: bool,
    sign: NDArray[np.int8] | None = None,
) -> Hits:
    """Hops from entities to those of a mask, or into them, with the sign of the ways so far."""
    first, count = adjacency.spans(nodes, reverse=reverse)
    row, position = adjacency.find_neighbours(first, count, mask)
    node = adjacency.arrays.neighbour.take(position)
    if not adjacency.is_free(len(row)):
        base = nodes.take(row)
        hop = adjacency.hops(position, base, reverse=reverse)
        keep = adjacency.find_walked(hop, base, node, reverse=reverse)
        if keep is not None:
            kept = keep.nonzero()[0]
            row, position, node = row.take(kept), position.take(kept), node.take(kept)
    return Hits(row, node, _find_signs(adjacency, nodes, row, position, sign, reverse=reverse))


def _find_signs(
    adjacency: Adjacency,
    nodes: NDArray[np.int32],
    row: NDArray[np.int64],
    position: NDArray[np.int64],
    before: NDArray[np.int8] | None,
    *,
    reverse: bool,
) -> NDArray[np.int8]:
    """Sign of each way with its new hop: not looked up where the way has none anyway."""
    if not adjacency.any_sign:
        return np.zeros(len(row), np.int8)
    if before is None:
        return adjacency.sign_of(adjacency.hops(position, nodes.take(row), reverse=reverse))
    found = before.take(row)
    signed = found.nonzero()[0]
    hop = adjacency.hops(position.take(signed), nodes.take(row.take(signed)), reverse=reverse)
    found[signed] *= adjacency.sign_of(hop)
    return found


class CountSteps(Protocol):
    """Counting; it is written twice, for numpy and compiled."""

    def count_to_ends(self, start: int, ends: Ends, max_hops: int) -> Counts:
        """Simple paths of one to three hops to each end, int64 of shape (3, ends)."""
        ...

    def count_typed(self, start: int, end: int, layers: Masks) -> Counts:
        """Simple paths of one to four hops whose inner entities are of the layers; shape (3,)."""
        ...


class PlainCounts:
    """Counting in numpy."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency = adjacency

    def expand(
        self,
        nodes: NDArray[np.int32],
        mask: NDArray[np.bool_],
        *,
        reverse: bool,
        sign: NDArray[np.int8] | None = None,
    ) -> Hits:
        """See `expand`."""
        return expand(self.adjacency, nodes, mask, reverse=reverse, sign=sign)

    def tally(self, place: NDArray[np.int32], sign: NDArray[np.int8], size: int) -> Counts:
        """See `tally`."""
        return tally(place, sign, size)

    def count_to_ends(self, start: int, ends: Ends, max_hops: int) -> Counts:
        """See `CountSteps.count_to_ends`."""
        adjacency = self.adjacency
        one = self._first_hops(start, reverse=False)
        place = ends.place.take(one.node)
        met = (place >= 0).nonzero()[0]
        counts = tally(place.take(met), one.sign.take(met), len(ends.nodes))
        if max_hops > 1:
            one = one.where(adjacency.walk.inner.take(one.node))
            near = one.where(ends.near.take(one.node))
            before = tally(ends.slot.take(near.node), near.sign, ends.entries)
            if max_hops > 2:
                with ends.without(start) as near_mask:
                    two = self.expand(one.node, near_mask, reverse=False, sign=one.sign)
                before += self.tally(ends.slot.take(two.node), two.sign, ends.entries)
                counts -= _count_returns(ends, one.node, two)
            counts += _pass_on(ends, before)
        if ends.mask[start]:
            counts[:, ends.place[start]] = 0
        return counts

    def _first_hops(
        self, node: int, mask: NDArray[np.bool_] | None = None, *, reverse: bool
    ) -> Hits:
        """Hops out of an entity, or into it."""
        mask = self.adjacency.anything if mask is None else mask
        return expand(self.adjacency, np.array([node], np.int32), mask, reverse=reverse)

    def count_typed(self, start: int, end: int, layers: Masks) -> Counts:
        """See `CountSteps.count_typed`."""
        if not layers:
            hits = self._first_hops(start, reverse=False)
            return _sum_up(hits.where(hits.node == end))
        left = self._inside(self._first_hops(start, layers[0], reverse=False), start, end)
        right = self._inside(self._first_hops(end, layers[-1], reverse=True), start, end)
        if len(layers) == 1:
            return self._meet(left, right)
        reverse = self._cost(right, reverse=True) < self._cost(left, reverse=False)
        if reverse:
            left, right = right, left
        if len(layers) == 2:
            with self.adjacency.marked(right.node) as mask:
                left = self._go_on(left, mask, reverse=reverse)
            return self._meet(left, right)
        return self._count_over(left, right, layers[1], (start, end), reverse=reverse)

    def _count_over(
        self,
        left: Hits,
        right: Hits,
        layer: NDArray[np.bool_],
        never: tuple[int, int],
        *,
        reverse: bool,
    ) -> Counts:
        """Counts of paths of four hops, of which the first and the last entity inside are known."""
        one = self._inside(self._go_on(left, layer, reverse=reverse), *never)
        with self.adjacency.marked(one.node) as mask:
            two = self._go_on(right, mask, reverse=not reverse)
        counts = self._meet(one, two)
        # Both halves may have come over the same entity: those are no paths.
        with self.adjacency.marked(left.node) as mask:
            both = mask.take(right.node)
        if not both.any():
            return counts
        with self.adjacency.marked(right.node[both]) as mask:
            one = one.where(mask.take(left.node).take(one.row))
        return counts - self._meet_twice(
            one, left.node.take(one.row), two, right.node.take(two.row)
        )

    def _meet_twice(
        self, one: Hits, first: NDArray[np.int32], two: Hits, last: NDArray[np.int32]
    ) -> Counts:
        """Counts of pairs that meet in an entity and come over the same one, given for each."""
        size = self.adjacency.size
        known, place = np.unique(first.astype(np.int64) * size + one.node, return_inverse=True)
        counts = tally(place, one.sign, len(known))
        key = last.astype(np.int64) * size + two.node
        found = np.minimum(known.searchsorted(key), len(known) - 1)
        met = (known.take(found) == key).nonzero()[0] if len(known) else found[:0]
        return _multiply(counts.take(found.take(met), axis=1), two.sign.take(met))

    def _cost(self, hits: Hits, *, reverse: bool) -> int:
        return int(self.adjacency.spans(hits.node, reverse=reverse)[1].sum())

    def _inside(self, hits: Hits, *never: int) -> Hits:
        """Those that may stand inside a path."""
        keep = (hits.node != never[0]) & (hits.node != never[1])
        return hits.where(keep & self.adjacency.walk.inner.take(hits.node))

    def _go_on(self, hits: Hits, mask: NDArray[np.bool_], *, reverse: bool) -> Hits:
        return self.expand(hits.node, mask, reverse=reverse, sign=hits.sign)

    def _meet(self, one: Hits, two: Hits) -> Counts:
        """Counts of pairs that meet in an entity."""
        adjacency = self.adjacency
        with adjacency.marked(one.node) as mask:
            two = two.where(mask.take(two.node))
        # Some row of each entity stands for it.
        adjacency.slot[one.node] = np.arange(len(one.node))
        counts = self.tally(adjacency.slot.take(one.node), one.sign, len(one.node))
        return _multiply(counts.take(adjacency.slot.take(two.node), axis=1), two.sign)


def _sum_up(hits: Hits) -> Counts:
    return tally(np.zeros(len(hits.row), np.int64), hits.sign, 1)[:, 0]


def _multiply(counts: Counts, sign: NDArray[np.int8]) -> Counts:
    """Counts of ways that each go on by a way of this sign."""
    return np.array(
        [counts[0].sum(), counts[1][sign != 0].sum(), (counts[2] * sign).sum()], np.int64
    )


def _pass_on(ends: Ends, before: Counts) -> Counts:
    """Counts of ways to the ends from those to the entities before them."""
    size = len(ends.nodes)
    counts = np.zeros((3, size), np.int64)
    # A weight is at most the number of walks of two hops: a float holds it exactly.
    counts[0] = np.bincount(ends.end, before[0].take(ends.before), minlength=size)
    if before[1].any():
        end, place = ends.end.take(ends.signed), ends.before.take(ends.signed)
        counts[1] = np.bincount(end, before[1].take(place), minlength=size)
        balance = before[2].take(place) * ends.sign.take(ends.signed)
        counts[2] = np.bincount(end, balance, minlength=size)
    return counts


def _count_returns(ends: Ends, nodes: NDArray[np.int32], two: Hits) -> Counts:
    """Counts of walks that come to an end, leave it and come back to it with the third hop."""
    counts = np.zeros((3, len(ends.nodes)), np.int64)
    if not ends.inside:
        return counts
    end = ends.place.take(nodes).take(two.row)
    met = (end >= 0).nonzero()[0]
    end, sign = end.take(met), two.sign.take(met)
    key = ends.slot.take(two.node.take(met)).astype(np.int64) * len(ends.nodes) + end
    last = ends.key.searchsorted(key, "right")
    first = ends.key.searchsorted(key, "left")
    back = ends.sums.take(last, axis=1) - ends.sums.take(first, axis=1)
    back[1] *= sign != 0
    back[2] *= sign
    for place in range(3):
        counts[place] = np.bincount(end, back[place], minlength=len(ends.nodes))
    return counts
