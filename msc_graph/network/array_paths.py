"""All simple paths between entities, length by length, meeting in the middle."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from time import monotonic
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import merge_parts
from msc_graph.network.array_front import Front, Groups, Rows, Steps

__all__ = ["FoundPaths", "PathSearch", "find_all_paths", "is_over"]

Block = NDArray[np.int64]
Masks = Sequence[NDArray[np.bool_]]

#: A front is not grown, and kept, if more neighbours than this had to be looked at: the rows
#: beyond it are made in chunks and dropped.
MOST_KEPT = 6_000_000


class FoundPaths(NamedTuple):
    """Paths as hops.

    Attributes
    ----------
    blocks
        `blocks[L - 1]` are the paths of L hops, int64 of shape (p, L).
    complete
        Whether these are all.
    stopped_by
        `paths` or `time` where that limit stopped the search, else empty. The last block that is
        not empty may then hold a part of the paths of its length.
    searched
        All paths of up to so many hops are here.
    """

    blocks: tuple[Block, ...]
    complete: bool
    stopped_by: str
    searched: int


class PathSearch:
    """Fronts from the starts and from the ends, grown as far as the length asked for needs.

    Parameters
    ----------
    steps
        How fronts are grown and joined.
    starts, ends
        Entities, int32, sorted, none twice.
    layers
        What the inner entities of a path must be, one by one; None for any length.
    """

    def __init__(
        self,
        steps: Steps,
        starts: NDArray[np.int32],
        ends: NDArray[np.int32],
        layers: Masks | None = None,
    ) -> None:
        self._steps = steps
        self._layers = layers
        adjacency = steps.adjacency
        self._inner: Masks = () if adjacency.all_inner else (adjacency.walk.inner,)
        self._single = len(starts) == len(ends) == 1
        # A pair bars the other end: no path runs through it.
        self._barred = (int(ends[0]), int(starts[0])) if self._single else (-1, -1)
        self.hopeless = not len(starts) or not len(ends) or (self._single and starts[0] == ends[0])
        self.forward = Front(adjacency, Rows.at(starts), reverse=False)
        self.backward = Front(adjacency, Rows.at(ends), reverse=True)

    def prepare(self, length: int) -> bool:
        """Grow the fronts until one hop is missing; false if there can be no path so long."""
        while self._depth < length - 1:
            front = min(self.forward, self.backward, key=lambda f: f.cost)
            if front.cost > MOST_KEPT:
                break
            self.grow(front, length)
            if not (len(self.forward) and len(self.backward)):
                return False
        return True

    @property
    def _depth(self) -> int:
        return self.forward.rows.depth + self.backward.rows.depth

    def grow(self, front: Front, length: int) -> None:
        """Grow a front by one hop, and keep it."""
        grown = self._grown(front, length)
        if front.reverse:
            self.backward = grown
        else:
            self.forward = grown

    def _grown(self, front: Front, length: int) -> Front:
        rows = self._steps.extend(
            front, self._masks(front, length), self._barred[int(front.reverse)]
        )
        return Front(self._steps.adjacency, rows, reverse=front.reverse)

    def _masks(self, front: Front, length: int) -> Masks:
        """What the entity must be that a front of paths of this length enters next."""
        if self._layers is None:
            return self._inner
        depth = front.rows.depth
        return (*self._inner, self._layers[length - depth - 2 if front.reverse else depth])

    def sort_forward(self) -> None:
        """Put the rows of the forward front in the order of their first hop."""
        rows = self.forward.rows
        if rows.depth:
            order = np.argsort(rows.hops[:, 0], kind="stable")
            rows = Rows(rows.trail.take(order, axis=0), rows.hops.take(order, axis=0))
            self.forward = Front(self._steps.adjacency, rows, reverse=False)

    def find(
        self, length: int, *, forward: bool | None = None, most: int | None = None
    ) -> Generator[Block, None, None]:
        """Paths of this length, after `prepare`, in blocks; empty ones let one look at the clock.

        Parameters
        ----------
        length
            Number of hops.
        forward
            Which front is expanded in the last step; None for the cheaper. If the forward one,
            the paths come in the order of its rows.
        most
            Neighbours that are looked at between two blocks, about; None for as many as is fast.
        """
        if forward is None:
            forward = self.forward.cost <= self.backward.cost
        front, other = self.forward, self.backward
        if not forward:
            front, other = other, front
        with Groups(self._steps.adjacency, other) as groups:
            yield from self._descend(front, groups, length, most)

    def _descend(
        self, front: Front, groups: Groups, length: int, most: int | None
    ) -> Generator[Block, None, None]:
        left = length - front.rows.depth - groups.front.rows.depth
        for part in front.chunks(most):
            if left == 1:
                yield from self._steps.join(part, groups, single=self._single)
            else:
                yield from self._descend(self._grown(part, length), groups, length, most)
            yield np.empty((0, length), np.int64)


def find_all_paths(
    search: PathSearch,
    lengths: Sequence[int],
    *,
    limit: int,
    deadline: float | None = None,
) -> FoundPaths:
    """All simple paths of these lengths.

    Parameters
    ----------
    search
        From where to where.
    lengths
        Numbers of hops, ascending.
    limit
        Number of paths after which the search stops.
    deadline
        Value of `time.monotonic` at which it stops; None for never.
    """
    blocks = [np.empty((0, length), np.int64) for length in range(1, lengths[-1] + 1)]
    found, stopped_by = 0, ""
    searched = lengths[0] - 1
    for length in () if search.hopeless else lengths:
        if is_over(deadline):
            stopped_by = "time"
        elif not search.prepare(length):
            break
        else:
            blocks[length - 1], stopped_by = _gather(search, length, limit - found, deadline)
        if stopped_by:
            return FoundPaths(tuple(blocks), False, stopped_by, searched)
        found += len(blocks[length - 1])
        searched = length
    return FoundPaths(tuple(blocks), True, "", lengths[-1])


def _gather(
    search: PathSearch, length: int, left: int, deadline: float | None
) -> tuple[Block, str]:
    """At most so many paths of one length, and the limit that stopped the search or nothing."""
    parts: list[Block] = []
    with closing(search.find(length)) as blocks:
        for block in blocks:
            if len(block):
                parts.append(block[:left])
            if len(block) > left:
                return merge_parts(parts, length), "paths"
            left -= len(block)
            if is_over(deadline):
                return merge_parts(parts, length), "time"
    return merge_parts(parts, length), ""


def is_over(deadline: float | None) -> bool:
    """Whether a value of `time.monotonic` has passed; None never does."""
    return deadline is not None and monotonic() > deadline
