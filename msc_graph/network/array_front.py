"""Partial paths as rows, grown hop by hop from either end, and joined where the ends meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import (
    CHUNK,
    Adjacency,
    count_repeats,
    cut_chunks,
    flatten_ranges,
)

__all__ = ["Front", "Groups", "PlainSteps", "Rows", "Steps"]

Block = NDArray[np.int64]

#: Paths that a block holds at most, or those of one hop in the middle.
MOST_MATCHED = 1 << 18


class Rows(NamedTuple):
    """Partial paths of d hops each, in the direction in which they are walked.

    Attributes
    ----------
    trail
        Their entities, int32 of shape (p, d + 1).
    hops
        Their hops, int64 of shape (p, d).
    """

    trail: NDArray[np.int32]
    hops: NDArray[np.int64]

    @classmethod
    def at(cls, nodes: NDArray[np.int32]) -> Rows:
        """Paths of no hops."""
        return cls(nodes.reshape(-1, 1), np.empty((len(nodes), 0), np.int64))

    @property
    def depth(self) -> int:
        """Number of hops, d."""
        return int(self.hops.shape[1])


class Front:
    """Rows with an open end: the last entity, or the first where they grow backwards.

    Parameters
    ----------
    adjacency
        Where the next hops are looked up.
    rows
        Partial paths.
    reverse
        Whether they lead to an end and grow against the direction in which they are walked.
    """

    def __init__(self, adjacency: Adjacency, rows: Rows, *, reverse: bool) -> None:
        self.rows = rows
        self.reverse = reverse
        self.open = rows.trail[:, 0 if reverse else -1]
        self.first, self.count = adjacency.spans(self.open, reverse=reverse)
        #: Neighbours that have to be looked at to grow by one hop.
        self.cost = int(self.count.sum())

    def __len__(self) -> int:
        return len(self.open)

    def cut(self, begin: int, end: int) -> Front:
        """Part of the rows."""
        if (begin, end) == (0, len(self)):
            return self
        part = Front.__new__(Front)
        part.rows = Rows(self.rows.trail[begin:end], self.rows.hops[begin:end])
        part.reverse = self.reverse
        part.open = self.open[begin:end]
        part.first, part.count = self.first[begin:end], self.count[begin:end]
        part.cost = int(part.count.sum())
        return part

    def chunks(self, most: int | None = None) -> Iterator[Front]:
        """The rows in parts that cost about `most` each; None for as much as is fast."""
        most = CHUNK if most is None else most
        if self.cost <= most:
            yield self
            return
        for begin, end in cut_chunks(self.count, most):
            yield self.cut(begin, end)

    def grow(self, row: NDArray[np.int64], hop: NDArray[np.int64], node: NDArray[np.int32]) -> Rows:
        """Rows that go on by a hop to an entity each."""
        depth = self.rows.depth
        trail = np.empty((len(row), depth + 2), np.int32)
        hops = np.empty((len(row), depth + 1), np.int64)
        old = slice(1, None) if self.reverse else slice(0, -1)
        new = 0 if self.reverse else -1
        trail[:, old] = self.rows.trail.take(row, axis=0)
        trail[:, new] = node
        hops[:, old] = self.rows.hops.take(row, axis=0)
        hops[:, new] = hop
        return Rows(trail, hops)

    def closed_columns(self, *, ends: bool) -> list[int]:
        """Columns of the trail other than the open one; without `ends`, also not the first of all."""
        depth = self.rows.depth
        columns = list(range(1, depth + 1) if self.reverse else range(depth))
        if not ends and columns:
            columns.remove(depth if self.reverse else 0)
        return columns


class Groups:
    """Rows of a front by their open end, to be found from a neighbour of it.

    Marks the scratch array of the adjacency while it is entered as a context.

    Attributes
    ----------
    first, count
        `order[first[g]:first[g] + count[g]]` are the rows of the group g.
    """

    def __init__(self, adjacency: Adjacency, front: Front) -> None:
        self.front = front
        self._adjacency = adjacency
        # Sorted together with their places: the order is the same on every machine.
        key = (front.open.astype(np.int64) << 32) | np.arange(len(front))
        key.sort()
        node = (key >> 32).astype(np.int32)
        self.order = key & 0xFFFFFFFF
        new = np.ones(len(node), np.bool_)
        np.not_equal(node[1:], node[:-1], out=new[1:])
        self.first = new.nonzero()[0]
        self.count = np.empty_like(self.first)
        np.subtract(self.first[1:], self.first[:-1], out=self.count[:-1])
        self.count[-1:] = len(node) - self.first[-1:]
        self.nodes = node.take(self.first)
        #: Whether a group is one row.
        self.plain = len(self.nodes) == len(node)

    def __enter__(self) -> Groups:
        self._adjacency.mark[self.nodes] = True
        self._adjacency.slot[self.nodes] = np.arange(len(self.nodes), dtype=np.int32)
        return self

    def __exit__(self, *_: object) -> None:
        self._adjacency.mark[self.nodes] = False

    def find_rows(
        self, group: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
        """Rows of the groups one after the other, with the place in `group` each comes from.

        The places are None where there is one row to each.
        """
        first = self.first.take(group)
        if self.plain:
            return None, self.order.take(first)
        count = self.count.take(group)
        return count_repeats(count), self.order.take(flatten_ranges(first, count))


class Steps(Protocol):
    """The two steps of a search; they are written twice, for numpy and compiled."""

    adjacency: Adjacency

    def extend(self, front: Front, masks: Sequence[NDArray[np.bool_]], barred: int) -> Rows:
        """All rows of a front grown by one hop.

        Parameters
        ----------
        front
            What is grown.
        masks
            What the new entity must be, each bool of shape (n,).
        barred
            An entity that is not entered; -1 for none.
        """
        ...

    def join(self, front: Front, groups: Groups, *, single: bool) -> Iterator[Block]:
        """Simple paths over one hop from the front to the rows of the groups.

        Parameters
        ----------
        front
            What is expanded.
        groups
            Rows of the other direction, marked.
        single
            Whether there is one start and one end, and neither was entered by the other side.

        Yields
        ------
        Blocks of hops, int64 of shape (p, L).
        """
        ...


class PlainSteps:
    """The steps in numpy."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency = adjacency

    def extend(self, front: Front, masks: Sequence[NDArray[np.bool_]], barred: int) -> Rows:
        """See `Steps.extend`."""
        position = flatten_ranges(front.first, front.count)
        node = self.adjacency.arrays.neighbour.take(position)
        row = count_repeats(front.count)
        keep = None if barred < 0 else node != barred
        for mask in masks:
            keep = mask.take(node) if keep is None else keep & mask.take(node)
        if keep is not None:
            kept = keep.nonzero()[0]
            position, node, row = position.take(kept), node.take(kept), row.take(kept)
        base = front.open.take(row)
        hop = self.adjacency.hops(position, base, reverse=front.reverse)
        keep = self.adjacency.find_walked(hop, base, node, reverse=front.reverse)
        trail = front.rows.trail
        for column in front.closed_columns(ends=True):
            fresh = node != trail[:, column].take(row)
            keep = fresh if keep is None else keep & fresh
        if keep is not None and not keep.all():
            kept = keep.nonzero()[0]
            hop, node, row = hop.take(kept), node.take(kept), row.take(kept)
        return front.grow(row, hop, node)

    def join(self, front: Front, groups: Groups, *, single: bool) -> Iterator[Block]:
        """See `Steps.join`."""
        adjacency = self.adjacency
        row, position = adjacency.find_neighbours(front.first, front.count, adjacency.mark)
        if not len(row):
            return
        node = adjacency.arrays.neighbour.take(position)
        group = adjacency.slot.take(node)
        base = front.open.take(row)
        hop = adjacency.hops(position, base, reverse=front.reverse)
        keep = adjacency.find_walked(hop, base, node, reverse=front.reverse)
        if keep is not None and not keep.all():
            kept = keep.nonzero()[0]
            group, row, hop = group.take(kept), row.take(kept), hop.take(kept)
        if groups.plain:
            yield _match(front, groups, row, hop, group, single=single)
            return
        for begin, end in cut_chunks(groups.count.take(group), MOST_MATCHED):
            yield _match(
                front, groups, row[begin:end], hop[begin:end], group[begin:end], single=single
            )


def _match(
    front: Front,
    groups: Groups,
    row: NDArray[np.int64],
    hop: NDArray[np.int64],
    group: NDArray[np.int32],
    *,
    single: bool,
) -> Block:
    place, other = groups.find_rows(group)
    if place is not None:
        row, hop = row.take(place), hop.take(place)
    keep = _find_simple(front, groups.front, row, other, single=single)
    if keep is not None and not keep.all():
        kept = keep.nonzero()[0]
        row, hop, other = row.take(kept), hop.take(kept), other.take(kept)
    one, two = (groups.front, front) if front.reverse else (front, groups.front)
    first, last = (other, row) if front.reverse else (row, other)
    block = np.empty((len(row), one.rows.depth + 1 + two.rows.depth), np.int64)
    block[:, : one.rows.depth] = one.rows.hops.take(first, axis=0)
    block[:, one.rows.depth] = hop
    block[:, one.rows.depth + 1 :] = two.rows.hops.take(last, axis=0)
    return block


def _find_simple(
    front: Front,
    other_front: Front,
    row: NDArray[np.int64],
    other: NDArray[np.int64],
    *,
    single: bool,
) -> NDArray[np.bool_] | None:
    """Which pairs of rows share no entity; None for all. Their open ends are neighbours."""
    keep: NDArray[np.bool_] | None = None
    mine, theirs = front.rows.trail, other_front.rows.trail
    open_mine, open_theirs = (-1, 0) if not front.reverse else (0, -1)
    for one, two in _pairs(front, other_front, single=single):
        left = mine[:, open_mine if one is None else one].take(row)
        fresh = left != theirs[:, open_theirs if two is None else two].take(other)
        keep = fresh if keep is None else keep & fresh
    return keep


def _pairs(front: Front, other: Front, *, single: bool) -> Iterator[tuple[int | None, int | None]]:
    """Columns of two trails that may hold the same entity; None stands for the open one."""
    mine: list[int | None] = [*front.closed_columns(ends=not single)]
    theirs: list[int | None] = [*other.closed_columns(ends=not single)]
    # In a single pair an open end that is still the start or the end itself was barred.
    if not single or front.rows.depth:
        mine.append(None)
    if not single or other.rows.depth:
        theirs.append(None)
    for one in mine:
        for two in theirs:
            if one is not None or two is not None:
                yield one, two
