"""The shortest simple paths, in an order that does not hang on how they were found."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_paths import PathSearch, is_over

__all__ = ["BREATH", "ShortestPaths", "find_shortest_paths", "sort_paths"]

Block = NDArray[np.int64]

#: Neighbours looked at before it is asked whether the smallest paths are already there.
BREATH = 1 << 15


class ShortestPaths(NamedTuple):
    """The shortest paths, by number of hops, then by hops.

    Attributes
    ----------
    paths
        Hops of each path.
    complete
        Whether no shorter path, and none that goes before in order, was missed.
    searched
        All lengths up to this one were wholly searched, or nothing longer was needed.
    """

    paths: tuple[tuple[int, ...], ...]
    complete: bool
    searched: int


def find_shortest_paths(
    search: PathSearch, *, count: int, max_hops: int, deadline: float | None = None
) -> ShortestPaths:
    """The `count` shortest simple paths of at most `max_hops` hops.

    Parameters
    ----------
    search
        From where to where.
    count
        How many paths are wanted.
    max_hops
        Longest length that is looked at.
    deadline
        Value of `time.monotonic` at which the search stops; None for never.
    """
    paths: list[tuple[int, ...]] = []
    for length in () if search.hopeless else range(1, max_hops + 1):
        if len(paths) >= count or not search.prepare(length):
            break
        block, whole = _find_first(search, length, count - len(paths), deadline)
        paths.extend(map(tuple, block.tolist()))
        if not whole:
            return ShortestPaths(tuple(paths), False, length - 1)
    return ShortestPaths(tuple(paths), True, max_hops)


def _find_first(
    search: PathSearch, length: int, wanted: int, deadline: float | None
) -> tuple[Block, bool]:
    """The first paths of one length in the order of their hops, and whether none was missed."""
    search.sort_forward()
    cheaper = search.backward.cost < search.forward.cost
    # Forwards the paths come in order and the search stops early; backwards it runs to its end.
    rounds = 1 + search.backward.cost // BREATH if cheaper else None
    block, done = _take(search, length, wanted, deadline, rounds)
    if done is None:
        block, done = _take(search, length, wanted, deadline, rounds, forward=False)
    return block, bool(done)


def _take(
    search: PathSearch,
    length: int,
    wanted: int,
    deadline: float | None,
    rounds: int | None,
    *,
    forward: bool = True,
) -> tuple[Block, bool | None]:
    """First paths, and whether all were seen: False after the deadline, None after the rounds."""
    best = np.empty((0, length), np.int64)
    ordered = forward and search.forward.rows.depth > 0
    gone = 0
    with closing(search.find(length, forward=forward, most=BREATH)) as blocks:
        for block in blocks:
            if len(block):
                highest = int(block[-1, 0])
                best = sort_paths(np.concatenate((best, _preselect(block, wanted))))[:wanted]
                if ordered and len(best) == wanted and best[-1, 0] < highest:
                    break
                continue
            gone += 1
            if is_over(deadline):
                return best, False
            if forward and rounds is not None and gone > rounds:
                return best, None
    return best, True


def _preselect(block: Block, wanted: int) -> Block:
    """The paths that can be among the first ones, judged by their first hop."""
    if len(block) <= 4 * wanted:
        return block
    first = block[:, 0]
    highest = np.partition(first, wanted - 1)[wanted - 1]
    chosen: Block = block.take((first <= highest).nonzero()[0], axis=0)
    return chosen


def sort_paths(block: Block) -> Block:
    """Paths of one length in the order of their hops."""
    ordered: Block = block.take(np.lexsort(block.T[::-1]), axis=0)
    return ordered
