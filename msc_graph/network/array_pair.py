"""All paths of at most three hops between two entities: the question that is asked most.

It is the search of `array_paths` without what other questions need: no rows are kept, and no two
entities of such a path have to be told apart, for the adjacency knows no hop to the same entity.
"""

from __future__ import annotations

from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import CHUNK, Adjacency, count_repeats, flatten_ranges

__all__ = ["MOST_HOPS", "Pair", "find_pair_paths"]

Block = NDArray[np.int64]

#: Longer paths are left to the general search.
MOST_HOPS = 3


class Pair(NamedTuple):
    """What is asked.

    Attributes
    ----------
    start, end
        Two entities, not the same.
    max_hops
        1 to `MOST_HOPS`.
    """

    start: int
    end: int
    max_hops: int


class _Side(NamedTuple):
    """Hops out of the start, or into the end.

    Attributes
    ----------
    reverse
        Whether it is the end.
    cost
        Neighbours that were looked at.
    node
        The entity at the other end of each, int32.
    hop
        int64.
    """

    reverse: bool
    cost: int
    node: NDArray[np.int32]
    hop: NDArray[np.int64]

    @classmethod
    def of(cls, adjacency: Adjacency, entity: int, *, reverse: bool) -> _Side:
        """All that may be walked."""
        return cls(reverse, *adjacency.first_hops(entity, reverse=reverse))

    def inside(self, adjacency: Adjacency, never: int) -> _Side:
        """Those to an entity that may stand inside a path."""
        keep = self.node != never
        if not adjacency.all_inner:
            keep &= adjacency.walk.inner.take(self.node)
        return self if keep.all() else self._replace(node=self.node[keep], hop=self.hop[keep])


class _Grown(NamedTuple):
    """A side with the spans of the neighbours that its entities have."""

    side: _Side
    first: NDArray[np.int64]
    many: NDArray[np.int64]
    cost: int

    @classmethod
    def of(cls, adjacency: Adjacency, side: _Side) -> _Grown:
        """Look the spans up."""
        first, count = adjacency.spans(side.node, reverse=side.reverse)
        return cls(side, first, count, int(count.sum()))


class _Listed:
    """The hops of a side by entity; marks the scratch of the adjacency while it is entered."""

    def __init__(self, adjacency: Adjacency, side: _Side) -> None:
        self.side = side
        self._adjacency = adjacency
        self._groups: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None = None

    def __enter__(self) -> Self:
        node, slot = self.side.node, self._adjacency.slot
        number = np.arange(len(node), dtype=np.int32)
        self._adjacency.mark[node] = True
        slot[node] = number
        if not (slot.take(node) == number).all():
            self._group()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._adjacency.mark[self.side.node] = False

    def _group(self) -> None:
        """Put the hops to one entity one after the other; parallel statements make several."""
        node = self.side.node
        key = (node.astype(np.int64) << 32) | np.arange(len(node))
        key.sort()
        first = np.concatenate(([0], np.diff(key >> 32).nonzero()[0] + 1))
        order = key & 0xFFFFFFFF
        self._groups = first, np.diff(first, append=len(node)), order
        self._adjacency.slot[node.take(order.take(first))] = np.arange(len(first), dtype=np.int32)

    def find(self, node: NDArray[np.int32]) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
        """Place in `node` and number of each hop to one of these; no places for one hop to each."""
        found = self._adjacency.slot.take(node)
        if self._groups is None:
            return None, found.astype(np.int64)
        first, count, order = self._groups
        many = count.take(found)
        return count_repeats(many), order.take(flatten_ranges(first.take(found), many))


def find_pair_paths(adjacency: Adjacency, pair: Pair) -> tuple[Block, ...] | None:
    """All paths of each length, in the order in which the general search finds them.

    Parameters
    ----------
    adjacency
        What may be walked.
    pair
        From where to where.

    Returns
    -------
    tuple of numpy.ndarray or None
        For each number of hops from 1 on the paths, int64 of shape (p, hops). None where one side
        is so small or both are so large that the general search goes another way.
    """
    near = _Side.of(adjacency, pair.start, reverse=False)
    far = _Side.of(adjacency, pair.end, reverse=True)
    # As in the general search the side of fewer hops is grown first.
    one, two, end, start = near, far, pair.end, pair.start
    if near.cost > far.cost:
        one, two, end, start = far, near, pair.start, pair.end
    blocks = [np.empty((0, hops), np.int64) for hops in range(1, pair.max_hops + 1)]
    blocks[0] = one.hop[one.node == end].reshape(-1, 1)
    one = one.inside(adjacency, end)
    if pair.max_hops == 1 or not len(one.node):
        return tuple(blocks)
    grown, other = _Grown.of(adjacency, one), _Grown.of(adjacency, two.inside(adjacency, start))
    if grown.cost < two.cost + two.reverse or min(grown.cost, max(two.cost, other.cost)) > CHUNK:
        return None
    forward, backward = (grown, other) if two.reverse else (other, grown)
    scanned = forward if forward.cost <= backward.cost else backward
    three = pair.max_hops > 2 and len(other.side.node) > 0
    with _Listed(adjacency, one) as listed:
        blocks[1] = _meet(adjacency, listed, two)
        if three and scanned is other:
            blocks[2] = _reach(adjacency, listed, scanned)
    if three and scanned is grown:
        with _Listed(adjacency, other.side) as listed:
            blocks[2] = _reach(adjacency, listed, scanned)
    return tuple(blocks)


def _meet(adjacency: Adjacency, listed: _Listed, side: _Side) -> Block:
    """Paths of two hops: one of a side, and one that is listed to the same entity."""
    met = adjacency.mark.take(side.node).nonzero()[0]
    place, other = listed.find(side.node.take(met))
    hop = side.hop.take(met)
    return _join(listed.side, other, [hop if place is None else hop.take(place)])


def _reach(adjacency: Adjacency, listed: _Listed, grown: _Grown) -> Block:
    """Paths of three hops: one of a side, one from its entity to a listed one, and one to that."""
    side = grown.side
    row, position = adjacency.find_neighbours(grown.first, grown.many, adjacency.mark)
    node = adjacency.arrays.neighbour.take(position)
    base = side.node.take(row)
    hop = adjacency.hops(position, base, reverse=side.reverse)
    keep = adjacency.find_walked(hop, base, node, reverse=side.reverse)
    if keep is not None and not keep.all():
        kept = keep.nonzero()[0]
        row, hop, node = row.take(kept), hop.take(kept), node.take(kept)
    place, other = listed.find(node)
    if place is not None:
        row, hop = row.take(place), hop.take(place)
    return _join(listed.side, other, [hop, side.hop.take(row)])


def _join(listed: _Side, other: NDArray[np.int64], hops: list[NDArray[np.int64]]) -> Block:
    """Paths by a listed hop, its number given for each, and the hops that are further off."""
    columns = [listed.hop.take(other), *hops]
    block = np.empty((len(other), len(columns)), np.int64)
    for place, column in enumerate(reversed(columns) if listed.reverse else columns):
        block[:, place] = column
    return block
