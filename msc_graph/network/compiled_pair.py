"""All paths of at most three hops between two entities, compiled: one call for a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import CHUNK
from msc_graph.network.compiled import HIT, CompiledWalk, compile_once, keep_walked
from msc_graph.network.compiled_front import CompiledSteps, meet

if TYPE_CHECKING:
    from msc_graph.network.array_pair import Block, Pair

__all__ = ["CompiledPairs"]


class _Tables(NamedTuple):
    """Scratch by entity: whether it is listed, and its first hop among those listed."""

    mark: NDArray[np.uint8]
    slot: NDArray[np.int32]


class CompiledPairs:
    """Short paths of a pair; see `array_pair.find_pair_paths`."""

    def __init__(self, steps: CompiledSteps) -> None:
        self._steps = steps
        adjacency = steps.adjacency
        self._ways = adjacency.outward, adjacency.inward
        self._tables = _Tables(adjacency.mark.view(np.uint8), adjacency.slot)
        # Only what is written to of these takes memory.
        self._hits = np.empty(CHUNK + 1, HIT)
        # Paths of each length, and statements that were asked about.
        self._sizes = np.zeros(4, np.int64)

    def __call__(self, pair: Pair) -> tuple[Block, ...] | None:
        """All paths of each length, in the order in which the general search finds them."""
        sizes = self._sizes
        walk = self._steps.walk(int(sizes[3]))
        if not _find(walk, self._ways, pair, self._tables, self._hits, self._steps.buffer, sizes):
            return None
        blocks, begin = [], 0
        for hops in range(1, pair.max_hops + 1):
            end = begin + hops * int(sizes[hops - 1])
            blocks.append(self._steps.buffer[begin:end].reshape(-1, hops).copy())
            begin = end
        return tuple(blocks)


@compile_once
def _span(walk: CompiledWalk, ways: tuple[bool, bool], node: int, reverse: bool) -> tuple[int, int]:
    """Where the neighbours of an entity begin and end in the adjacency."""
    objects, subjects = (ways[1], ways[0]) if reverse else ways
    begin = walk.pointer[node] if objects else walk.middle[node]
    return begin, walk.pointer[node + 1] if subjects else walk.middle[node]


@compile_once
def _list_hops(
    walk: CompiledWalk, ways: tuple[bool, bool], node: int, reverse: bool
) -> tuple[int, NDArray[np.void]]:
    """How many neighbours an entity has, and the hops to those (`reverse`: from them) walked."""
    begin, end = _span(walk, ways, node, reverse)
    hits = np.empty(end - begin, HIT)
    for met in range(len(hits)):
        hits[met].row = 0
        hits[met].node = walk.neighbour[begin + met]
        hits[met].hop = begin + met
    opened = np.array([node], np.int32)
    return end - begin, hits[: keep_walked(walk, opened, hits, reverse)]


@compile_once
def _keep_inside(walk: CompiledWalk, hits: NDArray[np.void], never: int) -> NDArray[np.void]:
    """Those to an entity that may stand inside a path."""
    inside = np.empty(len(hits), HIT)
    found = 0
    for met in range(len(hits)):
        if hits[met].node != never and walk.inner[hits[met].node]:
            inside[found] = hits[met]
            found += 1
    return inside[:found]


@compile_once
def _grow(
    walk: CompiledWalk, ways: tuple[bool, bool], hits: NDArray[np.void], reverse: bool
) -> tuple[int, tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]]:
    """How many neighbours the entities of hits have; these entities, with the span of each."""
    opened = np.empty(len(hits), np.int32)
    first = np.empty(len(hits), np.int64)
    count = np.empty(len(hits), np.int64)
    cost = 0
    for met in range(len(hits)):
        opened[met] = hits[met].node
        first[met], end = _span(walk, ways, opened[met], reverse)
        count[met] = end - first[met]
        cost += count[met]
    return cost, (opened, first, count)


@compile_once
def _link(hits: NDArray[np.void], tables: _Tables) -> NDArray[np.int32]:
    """Mark entities with their first hop, and give to each hop the next one to its entity."""
    following = np.empty(len(hits), np.int32)
    for back in range(len(hits)):
        met = len(hits) - 1 - back
        node = hits[met].node
        following[met] = tables.slot[node] if tables.mark[node] else -1
        tables.slot[node] = met
        tables.mark[node] = 1
    return following


@compile_once
def _unmark(hits: NDArray[np.void], tables: _Tables) -> None:
    for met in range(len(hits)):
        tables.mark[hits[met].node] = 0


@compile_once
def _write(
    listed: NDArray[np.void],
    following: NDArray[np.int32],
    tables: _Tables,
    hits: NDArray[np.void],
    rows: NDArray[np.void],
    reverse: bool,
    room: NDArray[np.int64],
) -> int:
    """Paths of a listed hop, a hit and the row it was found from, if there are rows.

    Says how many there are; -1 if there is no room for them.
    """
    length = 3 if len(rows) else 2
    at, step = (length - 1, -1) if reverse else (0, 1)
    most = len(room) // length
    found = 0
    for met in range(len(hits)):
        node = hits[met].node
        other = tables.slot[node] if tables.mark[node] else -1
        while other >= 0:
            if found == most:
                return -1
            place = found * length + at
            room[place] = listed[other].hop
            room[place + step] = hits[met].hop
            if length > 2:
                room[place + 2 * step] = rows[hits[met].row].hop
            found += 1
            other = following[other]
    return found


@compile_once
def _find(
    walk: CompiledWalk,
    ways: tuple[bool, bool],
    pair: Pair,
    tables: _Tables,
    hits: NDArray[np.void],
    room: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> bool:
    """Write all paths to `room`, length by length, and to `sizes` what it says; see `array_pair`.

    False where they are left to the general search.
    """
    start, end, reverse = pair.start, pair.end, False
    sizes[:] = 0
    cost, one = _list_hops(walk, ways, start, False)
    other_cost, two = _list_hops(walk, ways, end, True)
    sizes[3] = cost + other_cost
    if cost > other_cost:
        start, end, reverse = end, start, True
        one, two, other_cost = two, one, cost
    if len(one) > len(room):
        return False
    for met in range(len(one)):
        if one[met].node == end:
            room[sizes[0]] = one[met].hop
            sizes[0] += 1
    one = _keep_inside(walk, one, end)
    if pair.max_hops == 1 or not len(one):
        return True
    following = _link(one, tables)
    sizes[1] = _write(one, following, tables, two, two[:0], reverse, room[sizes[0] :])
    _unmark(one, tables)
    cost, spans = _grow(walk, ways, one, reverse)
    if sizes[1] < 0 or cost < other_cost + (not reverse):
        return False
    two = _keep_inside(walk, two, start)
    if pair.max_hops == 2 or not len(two):
        return True
    # Of the two sides grown by a hop the one with fewer neighbours is grown by another.
    other_cost, other_spans = _grow(walk, ways, two, not reverse)
    if other_cost < cost or (reverse and other_cost == cost):
        one, two, reverse, cost, spans = two, one, not reverse, other_cost, other_spans
    if cost > len(hits) - 1:
        return False
    following = _link(two, tables)
    met = meet(spans[1], spans[2], walk.neighbour, tables.mark, hits)
    sizes[3] += met
    met = keep_walked(walk, spans[0], hits[:met], reverse)
    room = room[sizes[0] + 2 * sizes[1] :]
    sizes[2] = _write(two, following, tables, hits[:met], one, not reverse, room)
    _unmark(two, tables)
    return bool(sizes[2] >= 0)
