"""Searches over a graph of arrays: in numpy, or compiled where numba is at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np
from numpy.typing import ArrayLike, NDArray

from msc_graph.exceptions import UsageError
from msc_graph.network.array_best import BestSearch
from msc_graph.network.array_bounds import BoundSteps, PlainBounds
from msc_graph.network.array_counts import CountSteps, Ends, PlainCounts, split_signs
from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_front import PlainSteps, Steps
from msc_graph.network.array_paths import FoundPaths, PathSearch, find_all_paths
from msc_graph.network.array_ranking import BestPaths, find_best_paths
from msc_graph.network.array_shortest import ShortestPaths, find_shortest_paths
from msc_graph.network.array_weights import PathWeights
from msc_graph.network.arrays import ArrayWalk

__all__ = ["ArraySearch"]

Masks = Sequence[NDArray[np.bool_]]


class ArraySearch:
    """Searches under the rules of one walk; it holds scratch arrays, so one thread at a time.

    Parameters
    ----------
    walk
        Arrays and rules.
    compiled
        Whether numba is used. None uses it where it is imported already: its import takes
        longer than most searches.

    Raises
    ------
    UsageError
        If it shall be compiled and numba is not installed.
    """

    def __init__(self, walk: ArrayWalk, *, compiled: bool | None = None) -> None:
        if compiled and find_spec("numba") is None:
            raise UsageError("numba is not installed", cure="install msc-graph[scale]")
        self.walk = walk
        self.compiled = "numba" in sys.modules if compiled is None else compiled
        self._adjacency = Adjacency(walk)
        self._steps: Steps = PlainSteps(self._adjacency)
        self._bounds: BoundSteps = PlainBounds(self._adjacency)
        self._counts: CountSteps = PlainCounts(self._adjacency)
        self._ends: Ends | None = None
        if self.compiled:
            from msc_graph.network.compiled_bounds import CompiledBounds
            from msc_graph.network.compiled_counts import CompiledCounts
            from msc_graph.network.compiled_front import CompiledSteps

            self._steps = steps = CompiledSteps(self._adjacency)
            self._bounds = CompiledBounds(steps)
            self._counts = CompiledCounts(steps)

    def all_paths(
        self,
        starts: ArrayLike,
        ends: ArrayLike,
        *,
        max_hops: int,
        limit: int,
        deadline: float | None = None,
        layers: Masks | None = None,
    ) -> FoundPaths:
        search = PathSearch(self._steps, _entities(starts), _entities(ends), layers)
        return find_all_paths(search, _lengths(max_hops, layers), limit=limit, deadline=deadline)

    def shortest_paths(
        self,
        starts: ArrayLike,
        ends: ArrayLike,
        *,
        count: int,
        max_hops: int,
        deadline: float | None = None,
    ) -> ShortestPaths:
        search = PathSearch(self._steps, _entities(starts), _entities(ends))
        return find_shortest_paths(search, count=count, max_hops=max_hops, deadline=deadline)


    def best_paths(
        self,
        starts: ArrayLike,
        ends: ArrayLike,
        *,
        count: int,
        max_hops: int,
        weights: PathWeights,
        exact: Callable[[tuple[int, ...]], float],
        accepts: Callable[[tuple[int, ...]], bool] | None = None,
        sign: int | None = None,
        layers: Masks | None = None,
        deadline: float | None = None,
    ) -> BestPaths:
        search = BestSearch(
            self._steps,
            self._bounds,
            _entities(starts),
            _entities(ends),
            weights,
            sign=sign,
            layers=layers,
        )
        return find_best_paths(
            search,
            _lengths(max_hops, layers),
            count=count,
            exact=exact,
            accepts=accepts,
            deadline=deadline,
        )


    def count_to_ends(
        self, start: int, ends: NDArray[np.bool_], *, max_hops: int = 3
    ) -> NDArray[np.int64]:
        if not 1 <= max_hops <= 3:
            raise UsageError(f"max_hops is {max_hops}", cure="choose 1 to 3")
        if self._ends is None or not np.array_equal(self._ends.mask, ends):
            self._ends = Ends(self._adjacency, ends)
        return split_signs(self._counts.count_to_ends(start, self._ends, max_hops))

    def count_typed(self, start: int, end: int, layers: Masks) -> tuple[int, int, int]:
        if len(layers) > 3:
            raise UsageError(f"{len(layers)} layers", cure="choose 3 at most")
        if start == end:
            return 0, 0, 0
        plus, minus, unknown = split_signs(self._counts.count_typed(start, end, layers)).tolist()
        return plus, minus, unknown


def _lengths(max_hops: int, layers: Masks | None) -> range:
    if layers is None:
        return range(1, max_hops + 1)
    return range(len(layers) + 1, len(layers) + 2)


def _entities(given: ArrayLike) -> NDArray[np.int32]:
    return np.unique(np.atleast_1d(np.asarray(given, np.int32)))
