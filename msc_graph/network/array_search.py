"""Searches over a graph of arrays: in numpy, or compiled where numba is at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from msc_graph.exceptions import UsageError
from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_front import PlainSteps, Steps
from msc_graph.network.array_paths import FoundPaths, PathSearch, find_all_paths, is_over
from msc_graph.network.arrays import ArrayWalk

if TYPE_CHECKING:
    from msc_graph.network.array_bounds import BoundSteps
    from msc_graph.network.array_counts import CountSteps
    from msc_graph.network.array_ends import Ends
    from msc_graph.network.array_pair import Pair
    from msc_graph.network.array_ranking import BestPaths
    from msc_graph.network.array_shortest import ShortestPaths
    from msc_graph.network.array_weights import PathWeights
    from msc_graph.network.compiled_front import CompiledSteps

__all__ = ["ArraySearch"]

Masks = Sequence[NDArray[np.bool_]]


class ArraySearch:
    """Exact searches for simple paths under the rules of one walk.

    A path visits no entity twice; parallel statements make different paths. It leads from any
    start to any other end, and may run through further starts and ends if these are `inner`.
    Paths are given as hops: twice the number of a statement, plus 1 where it is walked from object
    to subject. Scratch arrays are held and reused: one search at a time, in one thread.

    Parameters
    ----------
    walk
        Arrays and rules.
    compiled
        Whether numba is used. None uses it where it is imported already: its import takes longer
        than most searches.

    Raises
    ------
    UsageError
        If it shall be compiled and numba is not installed. By the methods: if an entity or a mask
        is not of the graph, or a bound makes no sense.

    Examples
    --------
    >>> from msc_graph.analysis.array_ground import Ground
    >>> from msc_graph.analysis.trace import Constraints
    >>> from msc_graph.snapshot.opening import open_snapshot
    >>> corpus = open_snapshot(["shipped"], cache=False)
    >>> ground = Ground.prepare(corpus, Constraints())
    >>> ends = [corpus.number(e) for e in ("mirbase.mature:MIMAT0000449", "MONDO:0004975")]
    >>> found = ground.search.all_paths(*ends, max_hops=2, limit=99)
    >>> found.complete, [block.shape[1] for block in found.blocks]
    (True, [1, 2])
    >>> ground.hops(found.blocks[1][0].tolist())[1].target
    'MONDO:0004975'
    """

    def __init__(self, walk: ArrayWalk, *, compiled: bool | None = None) -> None:
        if compiled and find_spec("numba") is None:
            raise UsageError("numba is not installed", cure="install msc-graph[scale]")
        self.walk = walk
        self.compiled = "numba" in sys.modules if compiled is None else compiled
        self._adjacency = Adjacency(walk)
        self._ends: Ends | None = None

    # Each kind of search is imported when it is asked for: a cold call asks for one.

    @cached_property
    def _steps(self) -> Steps:
        if not self.compiled:
            return PlainSteps(self._adjacency)
        from msc_graph.network.compiled_front import CompiledSteps

        return CompiledSteps(self._adjacency)

    @cached_property
    def _bounds(self) -> BoundSteps:
        if self.compiled:
            from msc_graph.network.compiled_bounds import CompiledBounds

            return CompiledBounds(cast("CompiledSteps", self._steps))
        from msc_graph.network.array_bounds import PlainBounds

        return PlainBounds(self._adjacency)

    @cached_property
    def _counts(self) -> CountSteps:
        if self.compiled:
            from msc_graph.network.compiled_counts import CompiledCounts

            return CompiledCounts(cast("CompiledSteps", self._steps))
        from msc_graph.network.array_counts import PlainCounts

        return PlainCounts(self._adjacency)

    @cached_property
    def _pair_paths(self) -> Callable[[Pair], tuple[NDArray[np.int64], ...] | None]:
        if self.compiled:
            from msc_graph.network.compiled_pair import CompiledPairs

            return CompiledPairs(cast("CompiledSteps", self._steps))
        from msc_graph.network.array_pair import find_pair_paths

        return partial(find_pair_paths, self._adjacency)

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
        """All simple paths of at most `max_hops` hops, length by length.

        Parameters
        ----------
        starts, ends
            Entities: a number, or some.
        max_hops
            At least 1; not looked at where there are layers.
        limit
            Number of paths after which the search stops.
        deadline
            Value of `time.monotonic` at which it stops; None for never.
        layers
            What the inner entities must be, one by one, each bool of shape (n,): only paths of
            `len(layers) + 1` hops. None for any.
        """
        lengths = self._lengths(max_hops, layers)
        first, last = self._entities(starts), self._entities(ends)
        if layers is None and not is_over(deadline):
            blocks = self._find_pair(first, last, max_hops)
            # What has to be cut off is searched anew.
            if blocks is not None and sum(map(len, blocks)) <= limit:
                return FoundPaths(blocks, True, "", max_hops)
        search = PathSearch(self._steps, first, last, layers)
        return find_all_paths(search, lengths, limit=limit, deadline=deadline)

    def _find_pair(
        self, starts: NDArray[np.int32], ends: NDArray[np.int32], max_hops: int
    ) -> tuple[NDArray[np.int64], ...] | None:
        """Short paths between two entities; None where the general search has to find them."""
        from msc_graph.network.array_pair import MOST_HOPS, Pair

        if max_hops > MOST_HOPS or not len(starts) == len(ends) == 1:
            return None
        start, end = int(starts[0]), int(ends[0])
        return None if start == end else self._pair_paths(Pair(start, end, max_hops))

    def shortest_paths(
        self,
        starts: ArrayLike,
        ends: ArrayLike,
        *,
        count: int,
        max_hops: int,
        deadline: float | None = None,
    ) -> ShortestPaths:
        """The `count` shortest simple paths of at most `max_hops` hops; those of lower hops first.

        The parameters are those of `all_paths`.
        """
        from msc_graph.network.array_shortest import find_shortest_paths

        search = PathSearch(self._steps, self._entities(starts), self._entities(ends))
        longest = self._lengths(max_hops, None)[-1]
        return find_shortest_paths(search, count=count, max_hops=longest, deadline=deadline)

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
        """The `count` simple paths of the highest score, by branch and bound.

        Parameters
        ----------
        starts, ends, max_hops, layers, deadline
            See `all_paths`.
        count
            How many are wanted.
        weights
            Factors of a bound of the score.
        exact
            Score of a path by its hops; never above its bound. It is called in the order of the
            bounds, and no more often than they make necessary.
        accepts
            Whether a path is wanted at all, asked before it is scored; None for all.
        sign
            Only paths of this sign: +1, -1, or 0 for those with a hop that has none. None for all.
        """
        from msc_graph.network.array_best import BestSearch
        from msc_graph.network.array_ranking import find_best_paths

        search = BestSearch(
            self._steps,
            self._bounds,
            self._entities(starts),
            self._entities(ends),
            weights,
            sign=sign,
            layers=layers,
        )
        return find_best_paths(
            search,
            self._lengths(max_hops, layers),
            count=count,
            exact=exact,
            accepts=accepts,
            deadline=deadline,
        )

    def count_to_ends(
        self, start: int, ends: NDArray[np.bool_], *, max_hops: int = 3
    ) -> NDArray[np.int64]:
        """How many simple paths there are from an entity to each of many, by sign.

        Parameters
        ----------
        start
            Entity.
        ends
            Which entities are ends, bool of shape (n,). What is found out about them is kept for
            the next question.
        max_hops
            1 to 3.

        Returns
        -------
        numpy.ndarray
            Paths of sign +, of sign - and of none, int64 of shape (number of ends, 3), in the
            order of the entities' numbers.
        """
        from msc_graph.network.array_ends import Ends
        from msc_graph.network.array_hits import split_signs

        if not 1 <= max_hops <= 3:
            raise UsageError(f"max_hops is {max_hops}", cure="choose 1 to 3")
        self._check_masks([ends])
        (number,) = self._entities(start).tolist()
        if self._ends is None or not np.array_equal(self._ends.mask, ends):
            self._ends = Ends(self._adjacency, ends)
        return split_signs(self._counts.count_to_ends(number, self._ends, max_hops))

    def count_typed(self, start: int, end: int, layers: Masks) -> tuple[int, int, int]:
        """How many simple paths have inner entities of these layers, one by one, by sign.

        Parameters
        ----------
        start, end
            Entities.
        layers
            At most 3; see `all_paths`.

        Returns
        -------
        tuple
            Paths of sign +, of sign - and of none.
        """
        from msc_graph.network.array_hits import split_signs

        if len(layers) > 3:
            raise UsageError(f"there are {len(layers)} layers", cure="choose 3 at most")
        self._check_masks(layers)
        first, last = (int(self._entities(number)[0]) for number in (start, end))
        if first == last:
            return 0, 0, 0
        plus, minus, unknown = split_signs(self._counts.count_typed(first, last, layers)).tolist()
        return plus, minus, unknown

    def _entities(self, given: ArrayLike) -> NDArray[np.int32]:
        """Numbers of entities, sorted, none twice."""
        if isinstance(given, int) and 0 <= given < self._adjacency.size:
            return np.array([given], np.int32)
        numbers = np.atleast_1d(np.asarray(given, np.int64))
        if len(numbers) and (numbers.min() < 0 or numbers.max() >= self._adjacency.size):
            raise UsageError(
                f"there is no entity {numbers.min()} or {numbers.max()}",
                cure=f"choose 0 to {self._adjacency.size - 1}",
            )
        found = np.unique(numbers) if len(numbers) > 1 else numbers
        return found.astype(np.int32)

    def _check_masks(self, masks: Masks) -> None:
        """Refuse masks that are not of this graph: compiled code does not look at their length."""
        for mask in masks:
            if mask.shape != (self._adjacency.size,) or mask.dtype != np.bool_:
                raise UsageError(
                    f"a mask has the shape {mask.shape} and the type {mask.dtype}",
                    cure=f"give {self._adjacency.size} truth values",
                )

    def _lengths(self, max_hops: int, layers: Masks | None) -> range:
        """Numbers of hops of the paths that are asked for."""
        if layers is not None:
            self._check_masks(layers)
            return range(len(layers) + 1, len(layers) + 2)
        if max_hops < 1:
            raise UsageError(f"max_hops is {max_hops}", cure="choose at least 1")
        return range(1, max_hops + 1)
