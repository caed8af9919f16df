"""The steps of a search for paths, compiled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_front import Block, Front, Groups, Rows
from msc_graph.network.compiled import (
    HIT,
    CompiledWalk,
    compile_once,
    keep_walked,
    pack_walk,
    read_only,
)

__all__ = ["CompiledSteps", "meet"]

#: Numbers that the buffer of found paths holds; when it is full it is emptied and filled again.
_BUFFER = 1 << 18
#: A mask in which fewer than one neighbour in so many is met is looked into eight times at once.
_RARE = 32


class CompiledSteps:
    """The steps compiled; see `Steps`."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency = adjacency
        self._walks = {True: pack_walk(adjacency, any_statement=True)}
        self._walks[False] = self._walks[True]._replace(any_statement=False)
        self.neighbour = read_only(adjacency.arrays.neighbour)
        self.buffer = np.empty(_BUFFER, np.int64)

    def walk(self, asked: int) -> CompiledWalk:
        """The walk, with its shortcut where every statement is known to be admitted."""
        return self._walks[self.adjacency.every_statement(asked)]

    def extend(self, front: Front, masks: Sequence[NDArray[np.bool_]], barred: int) -> Rows:
        """See `Steps.extend`."""
        hits = self.enter((front.first, front.count), masks, (barred,), front.rows.trail)
        kept = keep_walked(self.walk(len(hits)), front.open, hits, front.reverse)
        return self.grow(front, hits[:kept])

    def enter(
        self,
        spans: tuple[NDArray[np.int64], NDArray[np.int64]],
        masks: Sequence[NDArray[np.bool_]],
        barred: tuple[int, ...],
        trail: NDArray[np.int32],
    ) -> NDArray[np.void]:
        """Neighbours that rows may grow to: in all masks, not barred and not in their trail."""
        hits = np.empty(int(spans[1].sum()) + 1, HIT)
        inner = self.adjacency.walk.inner
        one, two = (*masks, inner, inner)[:2]
        never = ((*barred, -1, -1)[0], (*barred, -1, -1)[1])
        views = (read_only(one), read_only(two), len(masks))
        return hits[: _enter((*spans, self.neighbour), views, never, trail, hits)]

    def grow(self, front: Front, hits: NDArray[np.void]) -> Rows:
        """Rows that are grown by a hit each."""
        trail = np.empty((len(hits), front.rows.depth + 2), np.int32)
        hops = np.empty((len(hits), front.rows.depth + 1), np.int64)
        _grow(front.rows, hits, front.reverse, trail, hops)
        return Rows(trail, hops)

    def join(self, front: Front, groups: Groups, *, single: bool) -> Iterator[Block]:
        """See `Steps.join`."""
        adjacency = self.adjacency
        hits = np.empty(front.cost + 1, HIT)
        met = meet(front.first, front.count, self.neighbour, adjacency.mark.view(np.uint8), hits)
        hits = hits[:met]
        met = keep_walked(self.walk(met), front.open, hits, front.reverse)
        length = front.rows.depth + 1 + groups.front.rows.depth
        out = self.buffer[: len(self.buffer) // length * length].reshape(-1, length)
        place = np.zeros(2, np.int64)
        while place[0] < met:
            found = _join(
                hits[:met],
                front.rows,
                front.reverse,
                (adjacency.slot, groups.first, groups.count, groups.order),
                groups.front.rows,
                single,
                out,
                place,
            )
            yield out[:found].copy()


@compile_once
def _enter(
    spans: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]],
    masks: tuple[NDArray[np.bool_], NDArray[np.bool_], int],
    barred: tuple[int, int],
    trail: NDArray[np.int32],
    hits: NDArray[np.void],
) -> int:
    """Find the neighbours that a row may grow to; says how many they are."""
    first, count, neighbour = spans
    one, two, masked = masks
    found = 0
    for row in range(len(first)):
        for position in range(first[row], first[row] + count[row]):
            node = neighbour[position]
            fresh = node != barred[0] and node != barred[1]
            if masked > 0:
                fresh &= one[node]
            if masked > 1:
                fresh &= two[node]
            for column in range(trail.shape[1]):
                fresh &= trail[row, column] != node
            hits[found].row = row
            hits[found].node = node
            hits[found].hop = position
            found += fresh
    return found


@compile_once
def _grow(
    rows: Rows,
    hits: NDArray[np.void],
    reverse: bool,
    trail: NDArray[np.int32],
    hops: NDArray[np.int64],
) -> None:
    """Fill in the trail and the hops of the rows that are grown by a hit each."""
    depth = rows.hops.shape[1]
    shift = 1 if reverse else 0
    new_node, new_hop = (0, 0) if reverse else (depth + 1, depth)
    for met in range(len(hits)):
        row = hits[met].row
        for column in range(depth + 1):
            trail[met, column + shift] = rows.trail[row, column]
        for column in range(depth):
            hops[met, column + shift] = rows.hops[row, column]
        trail[met, new_node] = hits[met].node
        hops[met, new_hop] = hits[met].hop


@compile_once
def _is_simple(
    before: NDArray[np.int32], row: int, after: NDArray[np.int32], other: int, single: bool
) -> bool:
    """Whether two trails share no entity, where the first goes before the second.

    In a single pair the first entity of the first and the last of the second were never entered.
    """
    begin, end = (1, after.shape[1] - 1) if single else (0, after.shape[1])
    for one in range(begin, before.shape[1]):
        for two in range(end):
            if before[row, one] == after[other, two]:
                return False
    return True


@compile_once
def meet(
    first: NDArray[np.int64],
    count: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    mark: NDArray[np.uint8],
    hits: NDArray[np.void],
) -> int:
    """Find the neighbours that are marked; says how many they are."""
    found = seen = 0
    for row in range(len(first)):
        begin, size = first[row], count[row]
        # While few are met, eight at a time are looked at and passed over. An unsigned number
        # need not be looked at for being counted from the end.
        rare = size - size % 8 if found * _RARE <= seen else 0
        seen += size
        span = neighbour[begin : begin + rare]
        for at in range(0, rare, 8):
            if not (
                mark[np.uint32(span[at])]
                | mark[np.uint32(span[at + 1])]
                | mark[np.uint32(span[at + 2])]
                | mark[np.uint32(span[at + 3])]
                | mark[np.uint32(span[at + 4])]
                | mark[np.uint32(span[at + 5])]
                | mark[np.uint32(span[at + 6])]
                | mark[np.uint32(span[at + 7])]
            ):
                continue
            for step in range(at, at + 8):
                if mark[np.uint32(span[step])]:
                    hits[found].row = row
                    hits[found].node = span[step]
                    hits[found].hop = begin + step
                    found += 1
        span = neighbour[begin + rare : begin + size]
        # Every place is written and many are kept: a branch would be guessed wrong too often.
        for step in range(len(span)):
            hits[found].row = row
            hits[found].node = span[step]
            hits[found].hop = begin + rare + step
            found += mark[np.uint32(span[step])]
    return found


@compile_once
def _join(
    hits: NDArray[np.void],
    rows: Rows,
    reverse: bool,
    groups: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    others: Rows,
    single: bool,
    out: NDArray[np.int64],
    place: NDArray[np.int64],
) -> int:
    """Fill `out` from the hit and member of a group in `place`; says how far it got."""
    slot, group_first, group_count, order = groups
    depth, other_depth = rows.hops.shape[1], others.hops.shape[1]
    # Columns of a path: the hops of one side, the hop between, those of the other side.
    between = other_depth if reverse else depth
    mine_at, theirs_at = (between + 1, 0) if reverse else (0, between + 1)
    found, room = 0, len(out)
    member = place[1]
    for met in range(place[0], len(hits)):
        row, hop = hits[met].row, hits[met].hop
        group = slot[hits[met].node]
        while member < group_count[group]:
            other = order[group_first[group] + member]
            if reverse:
                fresh = _is_simple(others.trail, other, rows.trail, row, single)
            else:
                fresh = _is_simple(rows.trail, row, others.trail, other, single)
            if fresh:
                if found == room:
                    place[0], place[1] = met, member
                    return found
                for column in range(depth):
                    out[found, mine_at + column] = rows.hops[row, column]
                out[found, between] = hop
                for column in range(other_depth):
                    out[found, theirs_at + column] = others.hops[other, column]
                found += 1
            member += 1
        member = 0
    place[0], place[1] = len(hits), 0
    return found
