"""How many simple paths of each sign there are, counted by walks and without listing them.

Of walks as short as these the ones that are not simple can be told, and are taken away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_ends import Ends
from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_hits import Counts, Hits, expand, first_hits, tally
from msc_graph.network.array_into import Into, KeptInto, KeptMasks

__all__ = ["CountSteps", "PlainCounts"]

Masks = Sequence[NDArray[np.bool_]]


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
        self._masks = KeptMasks(adjacency)

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

    def tally_into(self, into: Into, nodes: NDArray[np.int32], sign: NDArray[np.int8]) -> Counts:
        """See `Into.tally`."""
        return into.tally(nodes, sign)

    def pass_on(self, ends: Ends, ways: Counts) -> Counts:
        """See `Ends.pass_on`."""
        return ends.pass_on(ways)

    def count_to_ends(self, start: int, ends: Ends, max_hops: int) -> Counts:
        """See `CountSteps.count_to_ends`."""
        inner = self.adjacency.walk.inner
        one = first_hits(self.adjacency, start, reverse=False)
        place = ends.place.take(one.node)
        met = (place >= 0).nonzero()[0]
        counts = tally(place.take(met), one.sign.take(met), len(ends.nodes))
        if max_hops > 1:
            one = one if self.adjacency.all_inner else one.where(inner.take(one.node))
            ways = np.zeros((3, ends.entries), np.int64)
            if max_hops > 2:
                ways, returns = self._count_second(start, ends, one, counts)
                counts -= returns
            near = one.where(ends.near.take(one.node))
            # Of the types that numpy adds without a detour.
            place, sign = ends.slot.take(near.node).astype(np.intp), near.sign.astype(np.int64)
            for number, many in enumerate((np.ones_like(sign), sign * sign, sign)):
                np.add.at(ways[number], place, many)
            counts += self.pass_on(ends, ways)
        if ends.mask[start]:
            counts[:, ends.place[start]] = 0
        return counts

    def _count_second(
        self, start: int, ends: Ends, one: Hits, direct: Counts
    ) -> tuple[Counts, Counts]:
        """Ways of two hops by entity before an end, and walks that come to an end twice.

        `direct` are the counts of single hops to the ends.
        """
        if not ends.hops.ask(self._cost(one, reverse=False)):
            with ends.without(start) as near:
                two = self._go_on(one, near, reverse=False)
            ways = self.tally(ends.slot.take(two.node), two.sign, ends.entries)
            return ways, ends.count_returns(one.node, two)
        ways = self.tally_into(ends.hops.forward, one.node, one.sign)
        first = direct * ends.inner
        back = ends.returns
        if ends.near[start]:
            # No way goes over the start again, and so none returns over it.
            ways[:, ends.slot[start]] = 0
            if first[0].any():
                last = first_hits(self.adjacency, start, reverse=True)
                last = last.where(ends.mask.take(last.node))
                place = ends.place.take(last.node)
                back = back - tally(place, last.sign, len(ends.nodes)) * direct
        return ways, first * back

    def count_typed(self, start: int, end: int, layers: Masks) -> Counts:
        """See `CountSteps.count_typed`."""
        if not layers:
            hits = first_hits(self.adjacency, start, reverse=False)
            return _sum_up(hits.where(hits.node == end))
        left = self._first_in(start, layers[0], end, reverse=False)
        right = self._first_in(end, layers[-1], start, reverse=True)
        if len(layers) == 1:
            return self._meet(left, right)
        costs = self._cost(left, reverse=False), self._cost(right, reverse=True)
        if len(layers) == 3 and not (layers[1][start] or layers[1][end]):
            kept = self._masks.find(layers[1])
            # A large mask takes its time too: all its entities are gone through.
            if kept.ask(sum(costs)) and kept.entries <= sum(costs):
                return self._count_kept(left, right, kept)
        reverse = costs[1] < costs[0]
        if reverse:
            left, right = right, left
        if len(layers) == 2:
            with self.adjacency.marked(right.node) as mask:
                left = self._go_on(left, mask, reverse=reverse)
            return self._meet(left, right)
        return self._count_over(left, right, layers[1], (start, end), reverse=reverse)

    def _first_in(self, node: int, mask: NDArray[np.bool_], never: int, *, reverse: bool) -> Hits:
        """Hops out of an entity, or into it, to those of a mask that may stand inside a path."""
        hits = first_hits(self.adjacency, node, reverse=reverse)
        keep = mask.take(hits.node) & (hits.node != never)
        if not self.adjacency.all_inner:
            keep &= self.adjacency.walk.inner.take(hits.node)
        return hits.where(keep)

    def _count_kept(self, left: Hits, right: Hits, kept: KeptInto) -> Counts:
        """Counts of paths of four hops over a mask whose hops are kept and which bars no end."""
        one = self.tally_into(kept.forward, left.node, left.sign)
        two = self.tally_into(kept.backward, right.node, right.sign)
        counts: Counts = (one * two).sum(axis=1)
        with self.adjacency.marked(left.node) as mask:
            both = right.where(mask.take(right.node))
        if not len(both.node):
            return counts
        # Both halves came over the same entity, went on to the mask and back.
        returns = kept.returns.take(both.node, axis=1)
        returns[1] *= both.sign != 0
        returns[2] *= both.sign
        self.adjacency.slot[left.node] = np.arange(len(left.node))
        slot = self.adjacency.slot
        ways = tally(slot.take(left.node), left.sign, len(left.node))
        counts -= (ways.take(slot.take(both.node), axis=1) * returns).sum(axis=1)
        return counts

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
